# SPDX-License-Identifier: GPL-3.0-or-later
# calc.sh - for scripts about tables: what LibreOffice sees when it opens them. Read behind lib.sh.
#
#	calc_sheets FILE	opens an XLSX or CSV file (UTF-8) and writes each of its sheets as "$CALC/SHEET.csv": cells as they
#				are shown, in UTF-8, all in quotes. The sheet of a CSV file has the file's name without its end.
#	calc_formulas FILE	prints the formulas and links that it finds in it, a line each.
#
# CSV is opened as by somebody who lets formulas be calculated. CALC_CHARSET=60: in CP932. Nothing of it reaches the user's own
# LibreOffice, and no time is measured: the limit is only for one that hangs.
# shellcheck shell=sh disable=SC2034,SC2154

CALC=$T/calc/sheets

# _calc FORMAT FILE: into $T/calc/out, which is emptied before.
_calc()
{
	rm -rf "$T/calc/out"
	mkdir -p "$T/calc/out" "$T/calc/home" || return 1
	command -v soffice >/dev/null || bail 'LibreOffice is missing: run config/setup/install-packages test'
	_format=$1 _file=$2
	set --
	case $_file in
	*.csv) set -- "--infilter=Text - txt - csv (StarCalc):44,34,${CALC_CHARSET:-76},1,,0,false,true,false,false,false,0,true" ;;
	esac
	if ! HOME=$T/calc/home timeout -k 10 580 soffice --headless --norestore "-env:UserInstallation=file://$T/calc/profile" "$@" \
	    --convert-to "$_format" --outdir "$T/calc/out" "$_file" >"$T/calc/log" 2>&1 ||
	    [ -z "$(ls "$T/calc/out")" ]; then
		diag "LibreOffice did not open $_file"
		diag_file "$T/calc/log"
		return 1
	fi
}

calc_sheets()
{
	_calc 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,false,false,-1' "$1" || return 1
	rm -rf "$CALC"
	mkdir -p "$CALC"
	_base=${1##*/}
	_base=${_base%.*}
	for _sheet in "$T/calc/out"/*.csv; do
		_name=${_sheet##*/}
		mv "$_sheet" "$CALC/${_name#"$_base-"}"
	done
}

calc_formulas()
{
	_calc fods "$1" || return 1
	grep -oE 'table:formula="[^"]*"|<text:a [^>]*>' "$T/calc/out"/*.fods || :
}
