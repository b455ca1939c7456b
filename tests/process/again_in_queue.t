#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A message that was registered and is taken in once more under the same id, sealed with another key: its words can be
# read as before.
. "${0%/*}/../flow/post.sh"

office=$T/office
new_office "$office"
printf '道路に穴があります。\n' | write taro@example.jp opinion@city.example.jp '道路'
mail=$(ls "$office/inbox/new")
cp "$office/inbox/new/$mail" "$T/mail"
ok 'taken in' iken-fetch
id=$(ls "$office/data/arrivals")
mv "$office/data/arrivals/$id" "$T/first"
cp "$T/mail" "$office/inbox/new/$mail"
rm -f "$office/data/taken/mail" # as a power cut does
ok 'taken in again' iken-fetch
is 'under the same id' "$(ls "$office/data/arrivals")" "$id"
mv "$office/data/arrivals/$id" "$T/second"
not_ok 'with other octets' cmp -s "$T/first" "$T/second"
cp "$T/first" "$office/data/arrivals/$id"
exits 'the one is registered' 0 iken-register
cp "$T/second" "$office/data/arrivals/$id"
exits 'then the other' 0 iken-register
is 'nothing waits' "$(ls "$office/data/arrivals")" ''
is 'it is one arrival' "$(register 'SELECT count(*) FROM arrival')" 1

# what is in the store can still be taken out: that of a held one is read anew by iken-retry
register "UPDATE arrival SET kind = 'held', opinion = NULL" >/dev/null
ok 'its file opens' iken-retry "$id"
is 'and lies in the queue' "$(ls "$office/data/arrivals")" "$id"
exits 'where it is read' 0 iken-register
is 'as what it was' "$(register 'SELECT kind FROM arrival')" opinion

# ---- between the commit and the move ----
id=$(register 'SELECT id FROM arrival')
mv "$office"/data/store/*/"$id" "$T/stored"
cp "$T/second" "$office/data/arrivals/$id"
exits 'another one in its place' 0 iken-register
is 'is stored' "$(find "$office/data/store" -name "$id" | wc -l)" 1
register "UPDATE arrival SET kind = 'held', opinion = NULL" >/dev/null
ok 'and opens' iken-retry "$id"
exits 'and is read' 0 iken-register
is 'as what it was' "$(register 'SELECT kind FROM arrival')" opinion
done_testing
