#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Personal data: masked by default, disclosed on request and logged, protected addresses in no mail; danger words call a
# person at night.
. "${0%/*}/post.sh"

office=$T/office
mkdir -p "$T/answers"
OFFICE_EXTRA='
[department parks]
name = 公園課
addresses = parks@city.example.jp
masked = no
approval = yes

[department schools]
name = 学校施設課
addresses = schools@city.example.jp

[rule]
words = 落ち葉
department = parks
parts = schools
copies = waste

[danger]
addresses = duty@city.example.jp, duty2@city.example.jp
'
new_office "$office"
taro='=?UTF-8?B?5bGx55Sw5aSq6YOO?= <taro@example.jp>'

# Mails that call a person, in the outbox.
calls()
{
	grep -al '^X-Ikenbako: danger' "$office"/outbox/new/* 2>/dev/null | wc -l
}

# ---- masked, and disclosed on one word ----
printf '道路に穴があります。\n〒160-0022 見本区中央一丁目2番3号\n電話 03-1234-5678\n山田太郎\n' | write "$taro" opinion@city.example.jp 道路の穴
ok 'an opinion comes in' round
request=$(newest roads@ request)
like 'the request has the text' "$(body "$request")" '道路に穴があります'
unlike 'and nothing of who wrote it' "$(body "$request")" '山田|1234|160-?0022|中央|taro'
like 'it says how to ask' "$(body "$request")" '「区分: 開示」とし、'
printf '開示\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'one word is a request for disclosure' round
disclosure=$(newest roads@ disclosure)
like 'the department gets the name' "$(body "$disclosure")" '氏名: 山田太郎'
like 'the address' "$(body "$disclosure")" '> 〒160-0022 見本区中央一丁目2番3号'
like 'and the mail address' "$(body "$disclosure")" 'メールアドレス: taro@example.jp'
like 'the confirmation says that it was logged' "$(body "$(newest roads@ understood)")" '理由（理由が書かれていないことも）は、記録されました'
is 'so does the access log' "$(register "SELECT who || ': ' || what FROM access WHERE opinion = 1 AND what NOT LIKE 'mailed%' ORDER BY id DESC LIMIT 1")" \
	'department:roads: disclosed, without a reason'
like 'and so do the events' "$(iken show "$(number 1)")" 'disclose +requested +department:roads: without a reason'
like 'with the note that no reason was given' "$(iken show "$(number 1)")" '開示の理由：（書かれていません）'
quoted "$request" >"$T/quote"
{ printf '区分: 開示\n現地で立ち会うため\n' && cat "$T/quote"; } | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'again, with a reason' round
like 'the reason is kept' "$(iken show "$(number 1)")" '開示の理由：現地で立ち会うため'
is 'sealed: nothing of it is in the clear' "$(grep -ac 立ち会う "$office/data/register.db")" 0
is 'and logged as given' "$(register "SELECT what FROM access WHERE what LIKE 'disclosed%' ORDER BY id DESC LIMIT 1")" \
	'disclosed, with a reason'
printf '電話は03-1234-5678のままです。\n' | write "$taro" "$(reply_address "$(newest taro@ receipt)")" 'Re: 受付'
ok 'the resident writes again' round
unlike 'what comes afterwards is masked again' "$(body "$(newest roads@ follow-up)")" '1234-5678|山田'
printf '開示\n' | write 'x@evil.example' "$(reply_address "$request")" 'Re: 処理依頼'
ok 'a stranger who has the reply address' round
is 'gets nothing' "$(how_many evil.example disclosure)" 0
is 'and nobody does' "$(how_many roads@ disclosure)" 2
printf '移送 清掃課\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'the opinion is passed on' round
printf '開示\n見たいので\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'the department that had it asks' round
is 'and gets nothing more' "$(how_many roads@ disclosure)" 2
like 'but is told why' "$(body "$(newest roads@ not-understood)")" 'すでに別の課に移っています'

# ---- the name in an answer ----
printf '回答\n〔氏名〕様\n承りました。\n' | write waste@city.example.jp "$(reply_address "$(newest waste@ request)")" 'Re: 処理依頼'
ok 'an answer with the mark of the name' round
like 'has the name for the resident' "$(body "$(newest taro@ answer)")" '^山田太郎様$'
like 'and the mark for the department' "$(body "$(newest waste@ understood)")" '〔氏名〕様'

# ---- protected: whoever gets whatever, in which form ever ----
{
	printf 'From: =?UTF-8?B?%s?= <hanako@example.jp>\nTo: opinion@city.example.jp\nSubject: =?UTF-8?B?%s?=\nMessage-ID: <hanako@example.jp>\n' \
		"$(printf 佐藤花子 | base64)" "$(printf '落ち葉と090-1111-2222' | base64)"
	printf 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
	printf '氏名：佐藤花子\n住所：見本区東町二丁目５番６号　サンハイツ203\n電話：０９０－１１１１－２２２２\n\n支援措置を受けています。落ち葉を片付けてください。\n'
	printf '東町2-5-6の前です。hanako＠example.jp か 090 1111\n2222 へ。〒161-0033\n'
	printf -- '--b\nContent-Type: image/png; name=map.png\nContent-Disposition: attachment; filename*=UTF-8'"''"'%s\n\n\211PNG\r\n\032\nHANAKO\n--b--\n' \
		%E6%9D%B1%E7%94%BA2-5-6.png
} | put_mail "$office/inbox"
n=$(($(register 'SELECT max(id) FROM opinion') + 1))
ok 'an opinion of somebody whose addresses are protected' round
is 'is marked so' "$(register "SELECT protected || danger FROM opinion WHERE id = $n")" 11
like 'iken show says so' "$(iken show "$(number $n)")" '^protected'
like 'who is on duty is called' "$(body "$(newest duty@ danger)")" '支援措置'
is 'all of them, once' "$(calls) $(grep -ac '^Envelope-To: duty' "$(newest duty@ danger)")" '1 2'
request=$(newest parks@ request)
like 'a department that gets personal data gets none' "$(body "$request")" '支援措置などの対象です'
like 'its files are named as kept' "$(body "$request")" '意見箱で保管しています'
printf '開示\n住所を知りたい\n' | write parks@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
printf '東町2-5-6の落ち葉を見ました。電話 090-1111-2222\n' | write schools@city.example.jp "$(reply_address "$(newest schools@ part-request)")" 'Re: 分担'
ok 'the department asks, another gives its part with what it should not know' round
like 'the disclosure gives the name' "$(body "$(newest parks@ disclosure)")" '氏名: 佐藤花子'
like 'and says why no more' "$(body "$(newest parks@ disclosure)")" '支援措置などの対象です'
quoted "$request" >"$T/quote"
{ printf '回答\n東町2丁目5番6号の前を片付けます。\n' && cat "$T/quote"; } | write parks@city.example.jp "$(reply_address "$request")" 'Re: 処理依頼'
ok 'it answers' round
like 'the desk is asked to approve' "$(body "$(newest kocho@ approval)")" '〔住所〕の前を片付けます'
printf '差戻し\n090-1111-2222に電話しましたか。\n' | write kocho@city.example.jp "$(reply_address "$(newest kocho@ approval)")" 'Re: 承認'
printf '住所は東町2-5-6サンハイツ203です。\n' | write "hanako@example.jp" "$(reply_address "$(newest hanako@ receipt)")" 'Re: 受付'
ok 'it is returned, and the resident writes again' round
printf '処理対象外: 何となく090-1111-2222\n' | write parks@city.example.jp "$(reply_address "$(newest parks@ returned)")" 'Re: 差戻し'
ok 'and a mail is not understood' round
ok 'which goes back' test -n "$(newest parks@ not-understood)"
cat >"$T/search.py" <<'END'
# Every mail in a Maildir that is not the resident's: all of it decoded, in one form, and every form looked for.
import email, email.policy, os, re, sys, unicodedata
kanji = str.maketrans('〇一二三四五六七八九', '0123456789')
def one_form(text):
    text = unicodedata.normalize('NFKC', text).lower().translate(kanji)
    text = re.sub(r'丁目|番地|番|号', '-', text)
    return re.sub(r'[\s>|‐‑‒–—―−ー().-]', '', text)
forms = [one_form(f) for f in ('東町2-5-6', '東町二丁目五番六号', 'サンハイツ', '090-1111-2222', '161-0033', 'hanako@example.jp')]
seen = 0
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), 'rb') as f:
        m = email.message_from_binary_file(f, policy=email.policy.default)
    if 'hanako@example.jp' in str(m['Envelope-To']) or sys.argv[2] not in str(m['X-Ikenbako']):
        continue
    seen += 1
    all = ''.join('%s: %s\n' % h for h in m.items())
    for part in m.walk():
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            all += '\n' + body.decode('utf-8', 'replace') + str(part.get_filename())
            if b'HANAKO' in body:
                print(name, m['X-Ikenbako'], 'carries the file')
    for form in forms:
        if form in one_form(all):
            print(name, m['X-Ikenbako'], 'to', m['Envelope-To'], 'shows', form)
print('seen', seen)
END
python3 "$T/search.py" "$office/outbox/new" "$(number $n)" >"$T/shown"
is 'nothing of it is in any mail to anybody else' "$(grep -v ^seen "$T/shown")" ''
ok 'and there were many' test "$(sed -n 's/^seen //p' "$T/shown")" -ge 12
like 'the resident gets their own' "$(register "SELECT count(*) FROM intent WHERE opinion = $n AND party = 'resident'")" '^[1-9]'

# ---- a night on a Sunday ----
now=$(date -d '2026-11-22 02:00 +0900' +%s)
export IKEN_NOW="$now"
sed -i '/^\[danger\]/i [limits]\nautomatic_per_day = 1\n' "$IKEN_CONF"
rm -f "$office"/outbox/new/*
for i in 1 2 3; do
	printf '道路に穴があります。%s\n' $i | write 'jiro@example.jp' opinion@city.example.jp "道路 $i"
done
printf '明日は公園に行きます。\n電話は 06-2222-3333 です。もう死\nにたいと思います。道路の穴も見ました。\n' | write 'saburo@example.jp' opinion@city.example.jp 相談
n=$(($(register 'SELECT max(id) FROM opinion') + 4))
timeout 60 iken run >"$T/round" 2>&1
is 'the mail to who is on duty leaves at two at night' "$(calls)" 1
like 'before all others, although the limit of the day is reached' \
	"$(grep -h ': sent' "$office"/data/log/iken-send* | tail -n 20 | grep 2026-11-2[12] | head -n 1)" 'danger .* to duty: sent'
is 'of which one leaves' "$(cat "$office"/outbox/new/* | grep -c '^X-Ikenbako: [^dn]')" 1
danger=$(newest duty@ danger)
like 'it has the number' "$(body "$danger")" "$(number "$n")"
like 'the word' "$(body "$danger")" '言葉　　：死にたい'
like 'and the sentence around it, joined' "$(body "$danger")" '> もう死 ?にたいと思います。'
unlike 'not the whole text, nothing personal' "$(body "$danger")" '公園に行きます|06-2222|saburo'
like 'the office can be called' "$(body "$danger")" '電話 03-0000-0000'
exits 'iken status' 0 iken status
like 'shows it first' "$(head -n 1 "$T/out")" 'DANGER'
like 'with its number' "$(sed -n 2,4p "$T/out")" "$(number "$n") .*with roads"
is 'its word is nowhere in the clear' "$(cat "$office"/data/register.db* "$office"/data/log/* | grep -ac 死にたい)" 0
rm -f "$office"/outbox/new/*
timeout 60 iken run >"$T/round" 2>&1
is 'nobody is called twice' "$(calls)" 0
register 'DELETE FROM allowance'
sed -i 's/^automatic_per_day = 1$/automatic_per_day = 1000/' "$IKEN_CONF"
IKEN_NOW=$((now + 86400 * 2))
round
printf '経過\n電話で話しました。\n' | write roads@city.example.jp "$(reply_address "$(for f in "$office"/outbox/new/*; do grep -aq "X-Ikenbako: request $(number "$n")" "$f" && echo "$f"; done | head -n 1)")" 'Re: 処理依頼'
ok 'a clerk acts' round
unlike 'and it is no longer shown' "$(iken status)" "DANGER|$(number "$n")"
printf '爆破します\n' | write 'x@example.jp' "opinion+answer-2026-000001-aaaaaaaaaaaaaaaaaaaa@city.example.jp" 回答
ok 'a mail that nobody believes' round
like 'calls a person, too' "$(body "$(newest duty@ danger)")" '整理番号：[0-9a-f]{32}'

# ---- what cannot be sent is said ----
printf '道路です。爆破します\n' | write 'x@example.jp' opinion@city.example.jp 道路
chmod 500 "$office/outbox/tmp" "$office/outbox/new"
if [ "$(id -u)" = 0 ]; then
	mv "$office/outbox" "$office/outbox.away" && : >"$office/outbox"
fi
timeout 60 iken run >"$T/round" 2>&1
status=$?
ok 'a call that does not leave ends the round with an error' test $status != 0
[ ! -d "$office/outbox.away" ] || { rm "$office/outbox" && mv "$office/outbox.away" "$office/outbox"; }
chmod 700 "$office/outbox/tmp" "$office/outbox/new"
IKEN_NOW=$((IKEN_NOW + 600))
ok 'ten minutes later' round
is 'it leaves' "$(calls)" 2
# Refused for good nothing is tried again: the exit is all there is, and iken status.
printf '#!/bin/sh\ncat >/dev/null\nexit 67\n' >"$T/refuse"
chmod +x "$T/refuse"
sed -i "s|^kind = maildir\$|&|; /^\[send\]/,/^folder/{s|^kind = .*|kind = sendmail\ncommand = $T/refuse|;/^folder/d}" "$IKEN_CONF"
printf '道路です。爆破しますよ\n' | write 'y@example.jp' opinion@city.example.jp 道路
timeout 60 iken run >"$T/round" 2>&1
status=$?
is 'a call that is refused for good ends the round with an error' $status 75
like 'which says what to do' "$(cat "$T/round")" 'danger .* did not leave: .*; somebody has to look at once'
like 'iken status shows it' "$(iken status)" '^DANGER'
done_testing
