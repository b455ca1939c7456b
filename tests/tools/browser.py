#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""browser - drives a browser, one step a call, over ChromeDriver

usage: browser COMMAND [ARGUMENT...]

ChromeDriver's port is in BROWSER_PORT, what one call has to leave for the next is in the folder BROWSER. Fields are named
by the words of their label, buttons and links by theirs; a part of the words will do. Whatever cannot be done ends with
status 1 and says why.

  open [phone|desktop] [no-js|with-js] [dark] [LANGUAGE]   a new window with an empty profile
  go URL | back | reload
  fill FIELD VALUE | attach FIELD FILE | choose FIELD OPTION | tick FIELD
  press BUTTON | twice BUTTON        twice: as in a double click
  follow CSS                         clicks what the selector finds
  text [CSS] | title | url | source | count CSS | value FIELD | attribute CSS NAME
  keys KEY...                        Tab, Shift+Tab, Enter, Space, or signs; focus: what has it
  media dark|light|print | size WIDTH HEIGHT [SCALE] | width | fits   fits: nothing is to be scrolled sideways
  shot FILE | print FILE             the whole page as PNG; as it is printed, as PDF
  axe SCRIPT                         what axe-core finds serious or critical; nothing else
  judge NAME [SCRIPT]                what is wrong with the page; NAME.html and NAME.png keep it
  log | requests | cookies           the browser's complaints; every URL it asked for; its cookies
  close
"""
import base64
import http.client
import json
import os
import sys

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
KEYS = {'Tab': '\ue004', 'Enter': '\ue007', 'Space': ' ', 'Shift': '\ue008', 'Escape': '\ue00c', 'Down': '\ue015', 'Up': '\ue013'}


class Failed(Exception):
    pass


def state(name):
    return os.path.join(os.environ['BROWSER'], name)


def call(method, path, body=None):
    connection = http.client.HTTPConnection('127.0.0.1', int(os.environ['BROWSER_PORT']), timeout=120)
    data = None if method == 'GET' else json.dumps(body or {})
    connection.request(method, path, data, {'Content-Type': 'application/json'})
    value = json.loads(connection.getresponse().read())['value']
    if isinstance(value, dict) and 'error' in value:
        raise Failed('%s: %s' % (value['error'], value['message'].split('\n')[0]))
    return value


def session(method, path, body=None):
    with open(state('session')) as f:
        return call(method, '/session/%s%s' % (f.read(), path), body)


def cdp(command, **parameters):
    return session('POST', '/goog/cdp/execute', {'cmd': command, 'params': parameters})


def run(script, *arguments):
    return session('POST', '/execute/sync', {'script': script, 'args': list(arguments)})


# ---- finding ------------------------------------------------------------------------------------

def find(how, what):
    return [e[ELEMENT] for e in session('POST', '/elements', {'using': how, 'value': what})]


def quoted(text):
    if "'" not in text:
        return "'%s'" % text
    return 'concat(%s)' % ', "\'", '.join("'%s'" % part for part in text.split("'"))


def visible(elements):
    return [e for e in elements if session('GET', '/element/%s/displayed' % e)]


def one(what, elements):
    if not elements:
        raise Failed('there is no %s' % what)
    return elements[0]


def field(words):
    label = one('label "%s"' % words, find('xpath', '//label[contains(normalize-space(.), %s)]' % quoted(words)))
    name = session('GET', '/element/%s/attribute/for' % label)
    if name:
        return one('field of the label "%s"' % words, find('css selector', '[id="%s"]' % name))
    inner = session('POST', '/element/%s/elements' % label, {'using': 'css selector', 'value': 'input, select, textarea'})
    return one('field in the label "%s"' % words, [e[ELEMENT] for e in inner])


def button(words):
    """Rather a button than a link, rather these words alone than others with them."""
    path = '//button[normalize-space(.)=%s] | //input[@type="submit"][@value=%s]', '//*[self::a or self::summary][normalize-space(.)=%s]', \
        '//button[contains(normalize-space(.), %s)]', '//*[self::a or self::summary][contains(normalize-space(.), %s)]'
    for each in path:
        seen = visible(find('xpath', each.replace('%s', quoted(words))))
        if seen:
            return seen[0]
    raise Failed('there is no button or link "%s"' % words)


def click(element):
    # ChromeDriver does not wait for a page that scrolls smoothly.
    run('arguments[0].scrollIntoView({block: "center", behavior: "instant"})', {ELEMENT: element})
    session('POST', '/element/%s/click' % element)


# ---- commands -----------------------------------------------------------------------------------

def do_open(*wishes):
    arguments = ['--headless=new', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
                 '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--hide-scrollbars',
                 '--disable-features=OptimizationHints,MediaRouter', '--window-size=1280,900']
    if os.getuid() == 0 or os.environ.get('BROWSER_SANDBOX') == 'no':
        arguments.append('--no-sandbox')
    options = {'args': arguments, 'prefs': {'download.default_directory': state('downloads')}}
    languages = [w for w in wishes if w not in ('phone', 'desktop', 'no-js', 'with-js', 'dark')]
    if 'no-js' in wishes:
        options['prefs']['profile.managed_default_content_settings.javascript'] = 2
    if languages:
        options['prefs']['intl.accept_languages'] = languages[0]
        arguments.append('--lang=' + languages[0])
    wanted = {'browserName': 'chrome', 'acceptInsecureCerts': True, 'goog:chromeOptions': options,
              'goog:loggingPrefs': {'browser': 'ALL', 'performance': 'ALL'}}
    made = call('POST', '/session', {'capabilities': {'alwaysMatch': wanted}})
    os.makedirs(state('downloads'), exist_ok=True)
    with open(state('session'), 'w') as f:
        f.write(made['sessionId'])
    with open(state('process'), 'w') as f:
        f.write(str(made['capabilities']['goog:processID']))
    session('POST', '/timeouts', {'implicit': 0, 'pageLoad': 60000, 'script': 60000})
    if 'phone' in wishes:
        # As small as a phone, but no touch screen, on which ChromeDriver cannot click: with scripts forbidden it hangs,
        # else it misses what has to be scrolled to.
        metrics({'width': 360, 'height': 740, 'deviceScaleFactor': 2, 'mobile': False})
    else:
        metrics(None)
    if 'dark' in wishes:
        do_media('dark')


def metrics(wanted):
    with open(state('metrics'), 'w') as f:
        json.dump(wanted, f)
    if wanted is not None:
        cdp('Emulation.setDeviceMetricsOverride', **wanted)


def do_close():
    session('DELETE', '')


def do_go(url):
    session('POST', '/url', {'url': url})


def do_back():
    session('POST', '/back')


def do_reload():
    session('POST', '/refresh')


def do_fill(words, value):
    element = field(words)
    session('POST', '/element/%s/clear' % element)
    session('POST', '/element/%s/value' % element, {'text': value})


def do_attach(words, file):
    session('POST', '/element/%s/value' % field(words), {'text': os.path.abspath(file)})


def do_choose(words, option):
    element = field(words)
    path = './/option[contains(normalize-space(.), %s)]' % quoted(option)
    options = session('POST', '/element/%s/elements' % element, {'using': 'xpath', 'value': path})
    click(one('option "%s"' % option, [e[ELEMENT] for e in options]))


def do_tick(words):
    click(field(words))


def do_press(words):
    click(button(words))


def do_twice(words):
    origin = {ELEMENT: button(words)}
    run('arguments[0].scrollIntoView({block: "center", behavior: "instant"})', origin)
    clicks = [{'type': kind, 'button': 0} for kind in ('pointerDown', 'pointerUp')] * 2
    moves = [{'type': 'pointerMove', 'duration': 0, 'x': 0, 'y': 0, 'origin': origin}] + clicks
    session('POST', '/actions', {'actions': [{'type': 'pointer', 'id': 'mouse', 'actions': moves}]})


def do_follow(selector):
    click(one('thing "%s"' % selector, find('css selector', selector)))


def do_text(selector='body'):
    for element in find('css selector', selector):
        print(session('GET', '/element/%s/text' % element))


def do_title():
    print(session('GET', '/title'))


def do_url():
    print(session('GET', '/url'))


def do_source():
    print('<!doctype html>\n' + session('GET', '/source'))


def do_count(selector):
    print(len(find('css selector', selector)))


def do_value(words):
    print(session('GET', '/element/%s/property/value' % field(words)))


def do_attribute(selector, name):
    for element in find('css selector', selector):
        print(session('GET', '/element/%s/attribute/%s' % (element, name)) or '')


def do_keys(*keys):
    for key in keys:
        held, _, last = key.rpartition('+') if len(key) > 1 else ('', '', key)
        signs = [KEYS[last]] if last in KEYS else list(last)
        actions = [{'type': 'keyDown', 'value': KEYS[held]}] if held else []
        for sign in signs:
            actions += [{'type': 'keyDown', 'value': sign}, {'type': 'keyUp', 'value': sign}]
        actions += [{'type': 'keyUp', 'value': KEYS[held]}] if held else []
        session('POST', '/actions', {'actions': [{'type': 'key', 'id': 'keys', 'actions': actions}]})


def do_focus():
    print(run('''const e = document.activeElement;
        return e.tagName.toLowerCase() + ' ' + (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || e.id).trim().split("\\n")[0]'''))


def do_media(which):
    features = [{'name': 'prefers-color-scheme', 'value': which}] if which in ('dark', 'light') else []
    cdp('Emulation.setEmulatedMedia', media='print' if which == 'print' else '', features=features)


def do_size(width, height, scale='1'):
    metrics({'width': int(width), 'height': int(height), 'deviceScaleFactor': float(scale), 'mobile': False})


def do_fits():
    wide, room = run('return [document.documentElement.scrollWidth, document.documentElement.clientWidth]')
    if wide > room:
        raise Failed('the page is %d wide in %d' % (wide, room))


def do_width():
    print(run('return innerWidth'))


def do_shot(file):
    """In a window as high as the page; the window is put back, because captureBeyondViewport leaves one that cannot be clicked in."""
    with open(state('metrics')) as f:
        usual = json.load(f)
    size = cdp('Page.getLayoutMetrics')['cssContentSize']
    tall = dict(usual or {'width': int(size['width']), 'deviceScaleFactor': 1, 'mobile': False}, height=min(int(size['height']) + 1, 6000))
    cdp('Emulation.setDeviceMetricsOverride', **tall)
    write(file, cdp('Page.captureScreenshot', format='png')['data'])
    if usual is None:
        cdp('Emulation.clearDeviceMetricsOverride')
    else:
        cdp('Emulation.setDeviceMetricsOverride', **usual)


def do_print(file):
    write(file, session('POST', '/print', {'background': False, 'page': {'width': 21.0, 'height': 29.7}}))


def write(file, data):
    with open(file, 'wb') as f:
        f.write(base64.b64decode(data))


def axe(script):
    """What axe-core finds serious or critical, a line each."""
    with open(script) as f:
        run(f.read())
    found = session('POST', '/execute/async', {'script': '''const done = arguments[0];
        axe.run(document, {resultTypes: ["violations"]}).then(r => done(r.violations), e => done([{impact: "critical", id: String(e), nodes: []}]))''',
                    'args': []})
    return ['%s: %s: %s: %s' % (v['impact'], v['id'], v.get('help', ''), ' '.join(n['html'][:200] for n in v['nodes']))
            for v in found if v['impact'] in ('serious', 'critical')]


def do_axe(script):
    found = axe(script)
    print('\n'.join(found))
    if found:
        raise Failed('%d serious' % len(found))


def do_judge(name, script=None):
    """What is wrong with the page that is there, a line each. Its source and its picture are kept."""
    with open(name + '.html', 'w') as f:
        f.write('<!doctype html>\n' + session('GET', '/source'))
    do_shot(name + '.png')
    wide, room = run('return [document.documentElement.scrollWidth, document.documentElement.clientWidth]')
    if wide > room:
        print('it is %d wide in a window of %d' % (wide, room))
    headings, language, view = run('''return [document.querySelectorAll("h1").length, document.documentElement.lang,
        (document.querySelector("meta[name=viewport]") || {}).content || ""]''')
    if headings != 1:
        print('it has %d headings of the first rank' % headings)
    if language not in ('ja', 'en'):
        print('its language is "%s"' % language)
    if 'width=device-width' not in view:
        print('it is not made for phones')
    for line in axe(script) if script else []:
        print(line)


def do_log():
    for entry in session('POST', '/se/log', {'type': 'browser'}):
        print(entry['level'], entry['message'])


def do_requests():
    with open(state('requests'), 'a+') as f:
        for entry in session('POST', '/se/log', {'type': 'performance'}):
            message = json.loads(entry['message'])['message']
            if message['method'] == 'Network.requestWillBeSent':
                f.write(message['params']['request']['url'] + '\n')
        f.seek(0)
        sys.stdout.write(f.read())


def do_cookies():
    for cookie in session('GET', '/cookie'):
        flags = [name for name in ('secure', 'httpOnly') if cookie.get(name)]
        print(cookie['name'], cookie['path'], cookie.get('sameSite', ''), ' '.join(flags), 'until %d' % cookie['expiry'] if 'expiry' in cookie else '')


def main():
    command = globals().get('do_' + (sys.argv[1] if len(sys.argv) > 1 else '').replace('-', '_'))
    if command is None:
        sys.exit(__doc__)
    try:
        command(*sys.argv[2:])
    except (Failed, OSError, ValueError) as e:
        sys.exit('browser %s: %s' % (' '.join(sys.argv[1:3]), e))


main()
