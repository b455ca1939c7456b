#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Replies as real mail programs write them are understood: 95 of 100 exactly, the others without
# losing a line or doing something that was not asked for. See tests/fixtures/make-replies.py.
use strict;
use warnings;
use Cwd qw(abs_path);
use Encode qw(decode_utf8 encode_utf8);
use File::Basename;
use File::Temp qw(tempdir);
use Test::More;

chdir dirname(abs_path($0)) . '/../..' or die;

my $read_reply = ($ENV{B} || 'build') . '/tests/tools/read-reply';
my $folder = 'tests/fixtures/replies';
my @labels = qw(kind pass why code remark reason between correction);

sub text_of
{
    my ($file) = @_;
    open my $in, '<:raw', $file or die "$file: $!";
    local $/;
    return decode_utf8(scalar <$in>);
}

# Lines of `label: value`, a blank line, the text.
sub result_of
{
    my ($head, $text) = split /\n\n/, $_[0], 2;
    my %result = map { /^(\w+): (.*)/ ? ($1 => $2) : () } split /\n/, $head;
    $result{text} = visible($text // '');
    return \%result;
}

# What a reader sees: spaces that end a line and how many blank lines there are do not count.
sub visible
{
    my ($text) = @_;
    $text =~ s/\x{a0}/ /g;
    $text =~ s/[\x{200b}\x{200e}\x{200f}\x{feff}]//g;
    $text =~ s/[ \t\x{3000}]+$//mg;
    $text =~ s/\n{2,}/\n\n/g;
    $text =~ s/\A\n+|\n+\z//g;
    return $text;
}

# Wrong, but harmless: it goes back to the clerk, or more is kept than was written.
sub loses_nothing
{
    my ($is, $should) = @_;
    return 1 if $is->{kind} eq 'unclear';
    return 0 if $is->{kind} ne $should->{kind};
    for my $label (qw(pass why code correction)) {
        return 0 if ($is->{$label} // '') ne ($should->{$label} // '');
    }
    my $squeezed = $is->{text} =~ s/\s+//gr;
    for my $line (split /\n/, $should->{text}) {
        return 0 if index($squeezed, $line =~ s/\s+//gr) < 0;
    }
    return 1;
}

my $made = tempdir(CLEANUP => 1);
system('tests/fixtures/make-replies.py', $made) == 0 or die;
my @changed = grep { text_of($_) ne (-e "$folder/" . basename($_) ? text_of("$folder/" . basename($_)) : '') }
    glob "$made/*.expected";
push @changed, grep { system('cmp', '-s', $_, "$folder/" . basename($_)) != 0 } glob "$made/*.eml";
is("@changed", '', 'the mails are what their generator writes');

my %expected = map { (my $mail = $_) =~ s/\.expected$/.eml/; $mail => result_of(text_of($_)) } glob "$folder/*.expected";
my @mails = sort keys %expected;
is(join(' ', glob "$folder/*.eml"), "@mails", 'each mail has its expectation');
cmp_ok(scalar @mails, '>=', 150, 'there are enough of them');

open my $out, '-|:raw', $read_reply, map { ($expected{$_}{to}, $_) } @mails or die;
my %got = map { /\A(\S+)\n(.*)/s ? ($1 => result_of($2)) : () } split /^== (?=\S+\.eml$)/m, decode_utf8(do { local $/; <$out> });
ok(close $out, 'all of them are read');

my (@wrong, @lost);
for my $mail (@mails) {
    my ($is, $should) = ($got{$mail}, $expected{$mail});
    my @differing = grep { ($is->{$_} // '') ne ($should->{$_} // '') } @labels, ($should->{kind} eq 'unclear' ? () : 'text');
    next if !@differing;
    push @wrong, $mail;
    push @lost, $mail unless loses_nothing($is, $should);
    diag encode_utf8(basename($mail) . ": $should->{what}");
    diag encode_utf8("  $_: got " . ($is->{$_} // '') . "\n  expected " . ($should->{$_} // '')) for
        $ENV{VERBOSE} ? @differing : grep { $_ ne 'text' } @differing;
    diag '  the text differs' if !$ENV{VERBOSE} && grep { $_ eq 'text' } @differing;
}
my $right = @mails - @wrong;
cmp_ok(100 * $right, '>=', 95 * @mails, sprintf '%d of %d are understood exactly', $right, scalar @mails);
is("@lost", '', 'the others lose nothing and do nothing else');

my $status = system $read_reply, '-z', map { ($expected{$_}{to}, $_) } @mails;
is($status, 0, 'each of them damaged in many ways is read without a crash');
done_testing();
