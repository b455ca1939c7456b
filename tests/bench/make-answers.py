# SPDX-License-Identifier: GPL-3.0-or-later
"""make-answers - what departments reply to our requests, in four ways of mail programs.

usage: make-answers.py OUTBOX MAILDIR COUNT
Takes COUNT requests out of OUTBOX, a Maildir that iken-send has filled, and writes a reply to each into MAILDIR:
into the answer block, unquoted and quoted, above a quote and above an "Original Message"; in the charsets and
encodings of real Japanese mail, the whole request below. Fails when there are fewer requests.
"""
import email
import email.policy
import glob
import os
import sys

TEXT = "ご意見をありがとうございました。\nご指摘の場所（%d番）は、今月中に職員が確認し、必要な補修を行います。\n今後とも市政へのご理解をお願いいたします。"


def quoted(text):
    return "".join("> " + line + "\n" for line in text.split("\n"))


def reply_text(number, request, when):
    """The text, its charset and its transfer encoding."""
    answer = TEXT % number
    filled = request.replace("（本文）", answer, 1)
    if filled == request:
        sys.exit("make-answers: a request without an answer block")
    if number % 4 == 0:
        return filled, "utf-8", "base64"
    if number % 4 == 1:
        return quoted(filled), "utf-8", "quoted-printable"
    if number % 4 == 2:
        return f"{answer}\n\n{when} 意見箱 <opinion@city.example.jp>:\n\n{quoted(request)}", "utf-8", "8bit"
    head = f"From: 意見箱 <opinion@city.example.jp>\nSent: {when}\nTo: 担当課\nSubject: ご意見の処理のお願い\n"
    return f"{answer}\n\n-----Original Message-----\n{head}\n{request}", "iso-2022-jp", "7bit"


def reply(number, message):
    charset = message.get_content_charset("utf-8")
    request = message.get_payload(decode=True).decode(charset).replace("\r\n", "\n")
    text, charset, encoding = reply_text(number, request, "2026/09/01 09:00")
    out = email.message.EmailMessage(policy=email.policy.SMTP)
    out["From"] = message["To"].split(",")[0]
    out["To"] = message["Reply-To"]
    out["Subject"] = "Re: " + str(message["Subject"])
    out["Date"] = "Tue, 01 Sep 2026 09:00:00 +0900"
    out["Message-ID"] = f"<{number}.answer@mail.city.example.jp>"
    out["In-Reply-To"] = out["References"] = str(message["Message-ID"])
    out.set_content(text.encode(charset, "replace").decode(charset), charset=charset, cte=encoding)
    return out.as_bytes()


def main(outbox, maildir, count):
    for name in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(maildir, name), exist_ok=True)
    done = 0
    for path in sorted(glob.glob(outbox + "/new/*")):
        with open(path, "rb") as f:
            message = email.message_from_binary_file(f, policy=email.policy.default)
        if done == count or not str(message["X-Ikenbako"]).startswith("request"):
            continue
        body = message.get_body(("plain",))
        for name in ("To", "Reply-To", "Subject", "Message-ID"):
            if body is not message:
                body[name] = message[name]
        with open(os.path.join(maildir, "cur", f"{1800000000 + done}.answers:2,"), "wb") as f:
            f.write(reply(done, body))
        done += 1
    if done < count:
        sys.exit(f"make-answers: {done} requests instead of {count}")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
