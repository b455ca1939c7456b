# ikenbako: one Makefile, not recursive. `make help` lists what can be made.
# A file with a hyphen that begins with iken- is a program; every other .c is a module.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.PHONY: all help setup setup-test setup-check demo test check crash fuzz bench install clean san-test warnings tidy cppcheck

LIBS   := config spool
VERBS  := ingest process reply report
SAN    ?=
CC     := $(if $(filter default undefined,$(origin CC)),gcc,$(CC))
B      ?= build$(if $(SAN),/san)$(if $(findstring clang,$(CC)),/clang)

PREFIX      ?= /usr/local
BINDIR      := $(PREFIX)/bin
LIBEXECDIR  := $(PREFIX)/libexec/ikenbako
DATADIR     := $(PREFIX)/share/ikenbako
MANDIR      := $(PREFIX)/share/man
DOCDIR      := $(PREFIX)/share/doc/ikenbako
VERSION     := 0.1.0

# Foreign headers are -isystem, so that the warnings speak of our code only. libetpan is linked
# by name: its .pc file carries a linker specification that silently makes programs non-PIE.
PACKAGES    := gmime-3.0 libxml-2.0 sqlite3 libsodium gnutls talloc libseccomp pangocairo harfbuzz xlsxwriter \
               poppler-glib libtiff-4 lept zbar tesseract libheif libqpdf libarchive
FOREIGN     := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES) 2>/dev/null))
FOREIGNLIBS := -letpan $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lmagic -lytnef -lzint -lcups -lm

CPPFLAGS += -I. -include config/banned.h -D_GNU_SOURCE -MMD -MP -DIKEN_VERSION='"$(VERSION)"' \
            -DIKEN_DATADIR='"$(DATADIR)"' -DIKEN_BINDIR='"$(BINDIR)"' $(FOREIGN)
OPTIMIZE ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wpedantic -Wshadow -Wvla -Wformat=2 -Wwrite-strings -Wstrict-prototypes \
            -Wmissing-prototypes -Wpointer-arith -Wundef -Wno-unused-command-line-argument -Wno-unknown-warning-option
CFLAGS   := $(OPTIMIZE) -std=c11 -fstack-protector-strong -fPIE $(WARNINGS)
LDFLAGS  += -pie -Wl,-z,relro,-z,now,--as-needed
ifdef FUZZ
CFLAGS   += -DIKEN_FUZZ -fsanitize=fuzzer-no-link
endif
ifdef SAN
CFLAGS   += -O1 -DIKEN_SANITIZED -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS  += -fsanitize=address,undefined
else
CPPFLAGS += -D_FORTIFY_SOURCE=2
endif

MAINS    := $(wildcard $(foreach d,$(LIBS) $(VERBS),$(d)/iken.c $(d)/iken-*.c))
MODULES  := $(filter-out $(MAINS),$(wildcard $(addsuffix /*.c,$(LIBS) $(VERBS))))
PROGRAMS := $(foreach m,$(MAINS),$(B)/bin/$(basename $(notdir $m)))
UNITS    := $(patsubst %.c,$(B)/%,$(wildcard tests/*/*_test.c))
TOOLS    := $(patsubst %.c,$(B)/%,$(wildcard tests/tools/*.c tests/bench/*.c)) \
            $(patsubst %.c,$(B)/%.so,$(wildcard tests/tools/preload/*.c))
FUZZED   := $(patsubst %.c,$(B)/%,$(filter-out %/driver.c,$(wildcard tests/fuzz/*.c)))
SCRIPTS  := $(sort $(wildcard tests/*/*.t tests/*.t))

all: $(PROGRAMS)

help:
	@sed -n 's/^## //p' Makefile

## make            builds the programs into build/bin
## make demo       installs what is missing, builds, and shows the main job on made-up residents
## make test       installs what is missing, builds, and runs all tests
## make check      the tests under ASan and UBSan, gcc and clang without a warning, clang-tidy, cppcheck, layers
## make crash      programs killed and refused calls everywhere; CRASH_SECONDS=1800, 0 for all points
## make fuzz       each fuzz target for FUZZ_SECONDS=60; what breaks is kept as a seed
## make bench      measures beside peers and the machine's limits; needs some minutes
## make install    into PREFIX (/usr/local), DESTDIR is honoured
setup:
	@config/setup/install-packages build

setup-test: setup
	@config/setup/install-packages test

# pkg-config answers nothing before the packages are there: look again afterwards. A job for
# each processor, unless make was told how many.
AGAIN = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

demo: setup
	+@$(AGAIN) all tools
	@tests/demo/demo

test: setup-test
	+@$(AGAIN) all units tools
	@tests/run-tests $(B)

setup-check: setup-test
	@config/setup/install-packages check

check: setup-check
	+@$(AGAIN) warnings
	+@$(AGAIN) cppcheck
	+@$(AGAIN) tidy
	+@$(AGAIN) san-test

# The whole suite again with programs that stop at the first access out of bounds, leak or
# undefined result.
san-test:
	@$(MAKE) --no-print-directory SAN=1 B=build/san all units tools
	@tests/run-tests build/san

# Two compilers: each warns of what the other lets pass.
warnings:
	@$(MAKE) --no-print-directory CC=gcc B=build all units tools
	@$(MAKE) --no-print-directory CC=clang-14 B=build/clang all units tools

cppcheck:
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
	    --suppress=missingInclude -I. -D_GNU_SOURCE -D__$(shell uname -m)__ -DIKEN_VERSION='""' -DIKEN_DATADIR='""' -DIKEN_BINDIR='""' \
	    $(LIBS) $(VERBS)

tidy: $(patsubst %.c,$(B)/tidy/%,$(MODULES) $(MAINS))

# One file at a time: clang-tidy 14 mistakes every va_list from the second file on.
$(B)/tidy/%: %.c .clang-tidy $(wildcard $(foreach d,$(LIBS) $(VERBS),$(d)/*.h))
	@mkdir -p $(@D)
	$(call say,tidy $<)clang-tidy-14 --quiet $< -- $(filter-out -MMD -MP,$(CPPFLAGS)) -std=c11 2>$@.err || { cat $@.err; exit 1; }
	@touch $@

# Inputs that libFuzzer invents from the seeds, under ASan and UBSan.
fuzz: setup-check
	+@$(AGAIN) CC=clang-14 SAN=1 FUZZ=1 B=build/fuzz fuzzers
	@tests/fuzz/fuzz build/fuzz

# The table says how many points were tried; the scripts beside the matrix are about servers, printers and migrations.
crash: setup-test
	+@$(AGAIN) all units tools
	@CRASH_SECONDS=$${CRASH_SECONDS:-1800} CRASH_TABLE=$(CURDIR)/$(B)/crash.txt tests/run-tests $(B) tests/crash/crash.t \
	    $(sort $(wildcard tests/*/*killed*.t tests/flow/*crash*.t tests/spool/migration.t))
	@cat $(B)/crash.txt

# Everything measured takes turns in one run; nothing of `make test` is timed.
bench: setup-test
	@config/setup/install-packages build test bench
	+@$(AGAIN) all tools
	@tests/bench/bench

.PHONY: units tools fuzzers
fuzzers: $(FUZZED)
units: $(UNITS)
tools: $(TOOLS) $(FUZZED)

# ---- rules -------------------------------------------------------------------------------
# One short line for each file; `make V=1` shows the whole commands.
say = $(if $(V),,@echo '  $(1)' && )

# Kept, but not .SECONDARY: an archive that lacks a module would count as made.
.PRECIOUS: $(B)/%.o
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc $<)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Its headers name calls that banned.h bans, and so come before it.
$(B)/spool/grid_xlsx.o $(B)/tidy/spool/grid_xlsx: CPPFLAGS := -include xlsxwriter.h $(CPPFLAGS)

define folder
$(B)/lib$(1).a: $(patsubst %.c,$(B)/%.o,$(filter $(1)/%,$(MODULES)))
	@rm -f $$@
	$(call say,ar $$@)ar rcs $$@ $$^
endef
$(foreach d,$(LIBS) $(VERBS),$(eval $(call folder,$d)))

# A program is linked with its own folder's archive, then spool's, then config's: a call the
# wrong way is a link error.
define program
$(B)/bin/$(basename $(notdir $(1))): $(B)/$(1:.c=.o) $(foreach d,$(filter-out $(LIBS),$(firstword $(subst /, ,$(1)))),$(B)/lib$(d).a) $(B)/libspool.a $(B)/libconfig.a
	@mkdir -p $$(@D)
	$(call say,ld $$@)$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(FOREIGNLIBS)
endef
$(foreach m,$(MAINS),$(eval $(call program,$m)))

# The mail templates are built in, so that they are there before `make install` and cannot be missing.
TEMPLATES := $(sort $(wildcard config/templates/ja/* config/templates/en/*))
$(B)/reply/builtin.c: config/setup/embed-files $(TEMPLATES)
	@mkdir -p $(@D)
	config/setup/embed-files reply/builtin.h $(filter-out %/audit,$(TEMPLATES)) >$@
$(B)/reply/builtin.o: $(B)/reply/builtin.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/libreply.a: $(B)/reply/builtin.o
$(B)/report/builtin.c: config/setup/embed-files $(filter %/audit %/reasons,$(TEMPLATES))
	@mkdir -p $(@D)
	config/setup/embed-files -p report_ report/builtin.h $(filter %/audit %/reasons,$(TEMPLATES)) >$@
$(B)/report/builtin.o: $(B)/report/builtin.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/libreport.a: $(B)/report/builtin.o

PAGE_TEMPLATES := $(sort $(wildcard config/templates/page/*/*))
$(B)/spool/page_builtin.c: config/setup/embed-files $(PAGE_TEMPLATES)
	@mkdir -p $(@D)
	config/setup/embed-files -p page_ spool/page_builtin.h $(PAGE_TEMPLATES) >$@
$(B)/spool/page_builtin.o: $(B)/spool/page_builtin.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/libspool.a: $(B)/spool/page_builtin.o

# So are the first settings file that iken-init writes, and the first holidays.
BUILTIN := settings=config/sample/iken.conf holidays=config/sample/syukujitsu.csv crontab=config/sample/crontab
$(B)/config/sample.c: $(foreach b,$(BUILTIN),$(lastword $(subst =, ,$(b)))) Makefile
	@mkdir -p $(@D)
	@{ echo '#include "config/sample.h"'; for b in $(BUILTIN); do \
	    echo "const unsigned char sample_$${b%%=*}[] = {"; \
	    od -An -v -tx1 "$${b#*=}" | sed 's/ \(..\)/0x\1,/g'; echo '0 };'; done; } >$@
$(B)/config/sample.o: $(B)/config/sample.c
	$(call say,cc $<)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/libconfig.a: $(B)/config/sample.o

ARCHIVES := $(foreach d,$(VERBS) spool config,$(B)/lib$(d).a)
$(B)/tests/%: $(B)/tests/%.o $(ARCHIVES)
	$(call say,ld $@)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(ARCHIVES) $(FOREIGNLIBS) $(if $(filter %_test,$@),-lcmocka)

# Each with what gives it octets: libFuzzer, or the files named.
$(FUZZED): $(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/driver.o $(ARCHIVES)
	$(call say,ld $@)$(CC) $(CFLAGS) $(LDFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $< $(B)/tests/fuzz/driver.o $(ARCHIVES) $(FOREIGNLIBS)

# Loaded into foreign programs: never sanitized, and without our rules for calls.
$(B)/tests/tools/preload/%.so: tests/tools/preload/%.c
	@mkdir -p $(@D)
	$(call say,ld $@)$(CC) -D_GNU_SOURCE $(OPTIMIZE) -std=c11 $(WARNINGS) -fPIC -shared -o $@ $<

MANUALS  := $(wildcard $(foreach d,$(LIBS) $(VERBS),$(d)/*.[1-8]))
GUIDES   := $(wildcard config/guide/*) README.md
SAMPLES  := $(filter-out config/sample/answers,$(wildcard config/sample/*))
ANSWERS  := $(wildcard config/sample/answers/*.txt config/sample/answers/*/*.txt)

install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DOCDIR)/sample $(DESTDIR)$(DOCDIR)/templates
	install -m 755 $(PROGRAMS) $(DESTDIR)$(BINDIR)
	install -m 644 $(GUIDES) $(DESTDIR)$(DOCDIR)
	install -m 644 $(SAMPLES) $(DESTDIR)$(DOCDIR)/sample
	chmod 755 $(DESTDIR)$(DOCDIR)/sample/page-sync
	for t in $(TEMPLATES:config/templates/%=%) $(PAGE_TEMPLATES:config/templates/%=%); do \
		install -D -m 644 "config/templates/$$t" "$(DESTDIR)$(DOCDIR)/templates/$$t" || exit 1; \
	done
	for a in $(ANSWERS:config/%=%); do \
		install -D -m 644 "config/$$a" "$(DESTDIR)$(DOCDIR)/$$a" || exit 1; \
	done
	for m in $(MANUALS); do \
		install -D -m 644 "$$m" "$(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/}" || exit 1; \
	done

clean:
	rm -rf build

-include $(shell find $(B) \( -name debs -o -name tmp \) -prune -o -name '*.d' -type f -print 2>/dev/null)
