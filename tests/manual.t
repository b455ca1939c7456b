#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Each program has a man page beside its source that says exactly what the program says of
# itself, and each is built so that it can be loaded anywhere and cannot change its tables.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use Test::More;

chdir dirname(abs_path($0)) . '/..' or die;
my $bin = ($ENV{B} // 'build') . '/bin';

sub text_of
{
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!";
    local $/;
    return scalar <$in>;
}

# Lines of --help such as "  -c, --config FILE  ...": a list of [short, long].
sub options_in_help
{
    my @options;
    for (split /\n/, $_[0]) {
        next unless /^ {2}(?:-(\w), )?--([a-z-]+)\b/ || /^ {2}-(\w)()\b/;
        push @options, [$1 // '', $2];
    }
    return @options;
}

# The options of lines of mdoc: "Fl nv" and "Fl n , v" are n and v, "Fl -all" is -all.
sub options_in
{
    my %found;
    for (@_) {
        for my $words (/\bFl ((?:-?[\w-]+)(?: , (?:Fl )?-?[\w-]+)*)/g) {
            for my $one (split / , (?:Fl )?/, $words) {
                $found{$_} = 1 for $one =~ /^-/ ? ($one) : split //, $one;
            }
        }
    }
    return \%found;
}

# What every program takes need not stand in each SYNOPSIS, but in each page.
my %common = map { $_ => 1 } qw(config dry-run verbose check help version);

# iken runs the others: its help is a list of them, and its page explains how it finds them.
sub check_commands
{
    my ($help) = @_;
    for my $source (glob '*/iken-*.c') {
        my ($command) = $source =~ /iken-([\w-]+)\.c$/;
        like($help, qr/^  \Q$command\E {2,}\S/m, "iken --help names $command");
    }
}

sub check_options
{
    my ($name, $page) = @_;
    my $help = `$bin/$name --help 2>/dev/null`;
    is($?, 0, "$name --help") or return;
    my ($synopsis) = $page =~ /^\.Sh SYNOPSIS\n(.*?)^\.Sh /ms;
    my $in_synopsis = options_in(split /\n/, $synopsis // '');
    my $in_list = options_in($page =~ /^\.It .*/mg);
    my $in_page = options_in(split /\n/, $page);
    my (%known, @missing);

    return check_commands($help) if $name eq 'iken';

    for (options_in_help($help)) {
        my ($short, $long) = @$_;
        $known{$short} = $known{"-$long"} = 1;
        push @missing, "--$long in the page" unless $in_page->{$short} || $in_page->{"-$long"};
        next if $common{$long};
        push @missing, "--$long in SYNOPSIS" unless $in_synopsis->{$short} || $in_synopsis->{"-$long"};
    }
    push @missing, map { "-$_, which does not exist, out of the page" }
        grep { !$known{$_} } sort keys %{ { %$in_synopsis, %$in_list } };
    ok(!@missing, "$name: options in the page are those in the program") or diag map { "$_\n" } @missing;
}

sub check_page
{
    my ($source) = @_;
    my $name = basename($source, '.c');
    my @pages = glob dirname($source) . "/$name.[18]";

    is(scalar @pages, 1, "$name has a man page") or return;
    is(`mandoc -Tlint -W warning $pages[0] 2>&1`, '', "$name: mandoc has nothing to say");
    my $page = text_of($pages[0]);
    for my $section ('NAME', 'SYNOPSIS', 'DESCRIPTION', 'EXIT STATUS') {
        like($page, qr/^\.Sh $section$/m, "$name has $section");
    }
    like($page, qr/^\.Nm \Q$name\E$/m, "$name is its name");
    check_options($name, $page);
}

sub check_binary
{
    my ($name) = @_;
    my $elf = `LC_ALL=C readelf -hldW $bin/$name 2>/dev/null`;
    like($elf, qr/Type:\s+DYN/, "$name is position independent");
    like($elf, qr/\bGNU_RELRO\b/, "$name has tables that are read-only after the start");
    like($elf, qr/\bBIND_NOW|\bNOW\b/, "$name binds all at the start");
    like($elf, qr/GNU_STACK(?:\s+0x[0-9a-f]+){5}\s+RW\s/, "$name has no stack that can be run");
}

my @sources = grep { -e } map { glob "$_/iken.c $_/iken-*.c" } qw(config spool ingest process reply report);
cmp_ok(scalar @sources, '>', 0, 'there are programs');
for my $source (@sources) {
    check_page($source);
    check_binary(basename($source, '.c'));
}
for my $page (glob '*/*.[57]') {
    is(`mandoc -Tlint -W warning $page 2>&1`, '', "$page: mandoc has nothing to say");
}
done_testing();
