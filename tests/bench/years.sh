# SPDX-License-Identifier: GPL-3.0-or-later
# years.sh - the parts of bench that measure over registers of many opinions: a day's round. Read by bench.
#
# SIZES		how many opinions the registers hold ("40000 400000", with FULL=1 4000000 besides: 20 GB of disk)
# REGISTERS	a folder where the registers are kept and found again; without it they are made for each run
# DAYS		how many days are lived through (5)
# shellcheck shell=sh disable=SC2034,SC2086,SC2154

SIZES=${SIZES:-40000 400000${FULL:+ 4000000}}
DAYS=${DAYS:-5}
A_DAY=160		# opinions
YEARS_END=2026-11-30	# what make-register makes ends then

# settings_of_years FOLDER: twelve departments, letters printed, all that a round can do at work.
settings_of_years()
{
	settings_of_departments "$1"
	sed -i 's/^addresses = d11@.*/&\napproval = yes/' "$IKEN_CONF"
	cat >>"$IKEN_CONF" <<-E
		[rule]
		repeated = yes
		reason = repeated
		department = desk
		[purpose opinion]
		name = 意見・要望
		[purpose question]
		name = 問い合わせ
		due_days = 5
		[purpose thanks]
		name = お礼
		[print]
		kind = folder
		folder = $1/letters
		document_number = {year}見総区第{number}号
	E
	mkdir -p "$1/letters"
}
