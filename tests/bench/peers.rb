# SPDX-License-Identifier: GPL-3.0-or-later
# peers - what other programs take for the answer in a reply's text, and how fast.
#
# usage: ruby peers.rb parser|trimmer FOLDER TIMES
# Reads each NAME.txt of FOLDER once, gives all of them TIMES times to GitHub's email_reply_parser or
# Discourse's email_reply_trimmer, and writes what came out to NAME.parser or NAME.trimmer. Prints "SECONDS
# PROCESSOR_SECONDS KILOBYTES MAILS" of the loop.
which, folder, times = ARGV
if which == "parser"
  require "email_reply_parser"
  extract = ->(text) { EmailReplyParser.parse_reply(text) }
else
  require "email_reply_trimmer"
  extract = ->(text) { EmailReplyTrimmer.trim(text) }
end

names = Dir["#{folder}/*.txt"].sort
texts = names.map { |name| File.read(name, encoding: "UTF-8") }
# Neither is to blame for what it has given once; each takes its own copy.
names.zip(texts) { |name, text| File.binwrite(name.sub(/txt\z/, which), extract.call(text.dup).to_s) }

began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
used = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
times.to_i.times { texts.each { |text| extract.call(text) } }
began = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
used = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - used
kilobytes = File.read("/proc/self/status")[/VmHWM:\s*(\d+)/, 1]
printf("%.6f %.6f %s %d\n", began, used, kilobytes, times.to_i * texts.size)
