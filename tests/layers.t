#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What the design promises of the sources, read off the sources: includes run one way, a
# foreign library has one home, SQL stands in spool/, a file stays small enough to be read.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use Test::More;

chdir dirname(abs_path($0)) . '/..' or die;

my @libraries = qw(config spool);
my @verbs = qw(ingest process reply report);
my %below = (
    config => [qw(config)],
    spool => [qw(spool config)],
    map { $_ => [$_, @libraries] } @verbs,
);

# Header of a foreign library => where it may be included. Types of these libraries stay in
# the named files; a library that is missing here may not be used at all.
my %home = (
    'allheaders.h' => qr{^spool/scan_},
    'archive' => qr{^(report/|spool/scan_archive)},
    'cairo' => qr{^spool/(paper|galley)},
    'cups/' => qr{^reply/},
    'gmime/' => qr{^(spool/(mime|parser)|reply/compose)},
    'gnutls/' => qr{^spool/(tls|mime_opaque)},
    'hb' => qr{^spool/fonts\.c$},
    'libetpan/' => qr{^(spool/wire|ingest/(imap|pop3|mailbox)|reply/(smtp|dialogue))},
    'libheif/' => qr{^spool/scan_},
    'libxml/' => qr{^spool/plain},
    'magic.h' => qr{^(spool/sniff|config/check)},
    'pango/' => qr{^spool/(paper|galley)},
    'poppler.h' => qr{^spool/scan_pdf},
    'qpdf/' => qr{^spool/scan_objects},
    'seccomp.h' => qr{^spool/confine},
    'sodium.h' => qr{^spool/(keys|seal|sealed|secret|token|wire)},
    'sqlite3.h' => qr{^spool/db},
    'talloc.h' => qr{^config/memory},
    'tesseract/' => qr{^spool/scan_reader},
    'tiffio.h' => qr{^spool/scan_tiff},
    'xlsxwriter.h' => qr{^spool/grid_xlsx},
    'ytnef.h' => qr{^spool/tnef},
    'zbar.h' => qr{^spool/scan_marks},
    'zint.h' => qr{^spool/paper_code\.c$},
);

# What comes with the C library and the kernel.
my $system = qr{^(?:arpa|linux|net|netinet|sys)/|^(?:assert|ctype|dirent|elf|endian|errno|fcntl|ftw|
    getopt|glob|grp|iconv|inttypes|langinfo|libgen|limits|locale|math|netdb|poll|pwd|resolv|sched|
    search|setjmp|signal|spawn|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|
    string|strings|sysexits|syslog|termios|time|unistd|wchar|wctype)\.h$}x;

use constant {
    FILE_LINES => 600,
    FUNCTION_LINES => 80,
};

sub text_of
{
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!";
    local $/;
    return scalar <$in>;
}

# The text without comments and strings, lines kept.
sub code_of
{
    my ($text) = @_;
    $text =~ s{(/\*.*?\*/)|("(?:\\.|[^"\\\n])*")|('(?:\\.|[^'\\\n])*')}
              {defined $1 ? "\n" x ($1 =~ tr/\n//) : defined $2 ? '""' : "' '"}ges;
    return $text;
}

sub strings_of
{
    my ($text) = @_;
    $text =~ s{/\*.*?\*/}{}gs;
    return $text =~ /"((?:\\.|[^"\\\n])*)"/g;
}

my (@includes, @foreign, @sql, @forms, @jumps, @long, @words);

sub check_includes
{
    my ($file, $text) = @_;
    my ($folder) = split m{/}, $file;
    for my $include ($text =~ /^\s*#\s*include\s+"([^"]+)"/mg) {
        my ($of) = $include =~ m{^([a-z]+)/};
        push @includes, "$file: $include" unless defined $of && grep { $_ eq $of } @{ $below{$folder} };
    }
    for my $include ($text =~ /^\s*#\s*include\s+<([^>]+)>/mg) {
        next if $include =~ $system;
        my ($library) = grep { index($include, $_) == 0 } keys %home;
        push @foreign, "$file: <$include>" unless defined $library && $file =~ $home{$library};
    }
}

sub check_sql
{
    my ($file, $text) = @_;
    return if $file =~ m{^spool/};
    push @sql, "$file: $_" for grep {
        /\b(?:SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s|BEGIN\s+IMMEDIATE)\b/i
    } strings_of($text);
    push @sql, "$file: sqlite3" if code_of($text) =~ /\bsqlite3_/;
}

sub check_form
{
    my ($file, $text) = @_;
    my @lines = split /\n/, $text, -1;
    push @forms, "$file: no SPDX line" unless $lines[0] =~ m{^/\* SPDX-License-Identifier: GPL-3\.0-or-later \*/$};
    push @forms, "$file: no purpose after it" unless $lines[1] =~ m{^/\*};
    push @forms, "$file: " . @lines . ' lines' if @lines > FILE_LINES;
    push @forms, "$file: no include guard" if $file =~ /\.h$/ && $text !~ /^#ifndef \w+_H\n#define \w+_H\n/m;
    push @forms, "$file: a name without a noun" if $file =~ m{/(?:util|utils|misc|common|helper|helpers)\.};
    for my $number (1 .. @lines) {
        my $line = $lines[$number - 1];
        push @forms, "$file:$number: blank at the end" if $line =~ /[ \t]$/;
        push @forms, "$file:$number: // comment" if code_of($line) =~ m{(?<!:)//} && $line !~ m{^\s*\*|/\*};
    }
}

sub check_functions
{
    my ($file, $text) = @_;
    my $code = code_of($text);
    push @jumps, "$file: goto $_" for grep { $_ ne 'out' } $code =~ /\bgoto\s+(\w+)/g;
    while ($code =~ /^(\w+)\([^;{}]*\)\s*\n\{\n(.*?)^\}$/msg) {
        my $lines = ($2 =~ tr/\n//);
        push @long, "$file: $1 has $lines lines" if $lines > FUNCTION_LINES;
    }
}

# Words that speak of the place where somebody worked, or of work that is not done.
my $machine = join '|', map { "/$_/" } qw(work root);
sub check_words
{
    my ($file, $text) = @_;
    my $number = 0;
    for my $line (split /\n/, $text) {
        $number++;
        push @words, "$file:$number: $1" if $line =~ m{(?:^|["' =(])((?:$machine)\w+)} ||
            ($file !~ /\.t$/ && $line =~ m{\b(TODO|FIXME|XXX|HACK)\b});
    }
}

my @sources = map { glob "$_/*.[ch]" } @libraries, @verbs;
for my $file (@sources) {
    my $text = text_of($file);
    check_includes($file, $text);
    check_sql($file, $text);
    check_form($file, $text);
    check_functions($file, $text);
    check_words($file, $text);
}
chomp(my @tracked = `git ls-files 2>/dev/null`);
for my $file (@tracked) {
    next if $file =~ m{^(?:LICENSE$|tests/fixtures/)} || $file eq 'tests/layers.t' || !-f $file || -B $file;
    check_words($file, text_of($file));
}

sub none
{
    my ($title, @found) = @_;
    ok(!@found, $title) or diag map { "$_\n" } @found;
}

cmp_ok(scalar @sources, '>', 20, 'the sources are found');
none('includes run one way: verbs, spool, config', @includes);
none('a foreign library is used only in its home', @foreign);
none('SQL stands in spool/ alone', @sql);
none('every file has its licence, purpose and size', @forms);
none('jumps go forward to out', @jumps);
none('functions are short enough', @long);
none('nothing unfinished, no place of a machine', @words);
done_testing();
