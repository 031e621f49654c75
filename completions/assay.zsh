#compdef assay
# SPDX-License-Identifier: Apache-2.0
# Written by tools/make_help_files.
local -a metrics=(wall wall_main wall_net user sys cpu peak_rss peak_tree peak_charged io_read io_write disk_read disk_write minor_faults major_faults voluntary_switches involuntary_switches processes cpu_wait cycles instructions branch_misses cache_misses startup compile native_alloc_calls native_alloc_bytes)
if ((CURRENT == 2)); then
  local -a commands=(
    'compare:compare commands: slower, faster, or the same?'
    'time:measure one command'
    'run:run scenarios from manifests'
    'prove:test the harness itself, on your command and machine'
    'doctor:what disturbs measurements on this machine'
    'gate:hold reports against budgets and tolerances'
    'init:write a starter manifest for a command'
    'report:show a report again, or turn it into another format'
    'import:take what other tools measured'
    'export:hand reports to other tools'
    'overhead:what an agent costs each operation, against budgets'
    'workload:run a built-in workload'
    'validate:hold the artifacts of an overhead run against their contract'
    'soak:an agent under load for long: lost events, growing memory'
    'help:what a command or a subject is about'
  )
  _describe command commands
  return
fi
local command=${words[2]}
shift words
((CURRENT--))
case $command in
  compare)
    _arguments -S \
      '*-n[Name a command]:name:' \
      '*--command-name=[Name a command]:name:' \
      '*--reference=[Compare with CMD, an arm more]:cmd:' \
      '*--reference-name=[Name the reference]:name:' \
      '*--rev=[Compare git revisions, given once each, the baseline first]:rev:' \
      '*--build=[Build each revision with CMD, once a commit]:cmd:' \
      '*-s[Run CMD once for each arm, before the first round]:cmd:' \
      '*--setup=[Run CMD once for each arm, before the first round]:cmd:' \
      '*-p[Run CMD before every trial, warm-ups included]:cmd:' \
      '*--prepare=[Run CMD before every trial, warm-ups included]:cmd:' \
      '*-C[Run CMD after every trial]:cmd:' \
      '*--conclude=[Run CMD after every trial]:cmd:' \
      '*-c[Run CMD once for each arm, after the last round]:cmd:' \
      '*--cleanup=[Run CMD once for each arm, after the last round]:cmd:' \
      '*-P[Replace {VAR} in commands, hooks, names and output files by each number from MIN to MAX]:var::min::max:' \
      '*--parameter-scan=[Replace {VAR} in commands, hooks, names and output files by each number from MIN to MAX]:var::min::max:' \
      '*-D[Step of the -P before it]:delta:' \
      '*--parameter-step-size=[Step of the -P before it]:delta:' \
      '*-L[Replace {VAR} by each of VALUES, separated by commas]:var::values:' \
      '*--parameter-list=[Replace {VAR} by each of VALUES, separated by commas]:var::values:' \
      '*-S[Run every command by SHELL -c ('\''bash --norc'\'')]:shell:' \
      '*--shell=[Run every command by SHELL -c ('\''bash --norc'\'')]:shell:' \
      '*-N[Never use a shell]' \
      '*-i=-[Accept every exit code, or 0 and those listed (-i=1,2)]::codes:' \
      '*--ignore-failure=-[Accept every exit code, or 0 and those listed (-i=1,2)]::codes:' \
      '*--input=[Standard input of every trial]:file:_files' \
      '*--output=[Where standard output goes]:where:' \
      '*--show-output[The same as --output inherit]' \
      '*--env=[Set a variable for every trial]:name::value:' \
      '*--cwd=[Run in DIR]:dir:_files -/' \
      '*--pin=[Run on these CPUs only]:cpus:' \
      '*--timeout=[Kill a trial, with all its processes, after TIME]:time:' \
      '*--linger=[How long processes may outlive the main one before they are killed (default 2)]:time:' \
      '*--tree=[all (the default)]:what:(all main)' \
      '*--cgroup=[Add what this group uses]:path:' \
      '*--counters=[Hardware counters]:how:(auto none perf valgrind)' \
      '*-w[Run each command NUM times first, unrecorded]:num:' \
      '*--warmup=[Run each command NUM times first, unrecorded]:num:' \
      '*-m[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*--min-runs=[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*-M[Measure NUM rounds at most]:num:' \
      '*--max-runs=[Measure NUM rounds at most]:num:' \
      '*-r[Measure exactly NUM rounds (also --rounds) and judge once, at the end]:num:' \
      '*--runs=[Measure exactly NUM rounds (also --rounds) and judge once, at the end]:num:' \
      '*--max-time=[Stop after TIME]:time:' \
      '*--seed=[Replay the order of an earlier run]:num:' \
      '*--continue=[Add rounds to an earlier report of the same commands]:report:_files' \
      '*--metric=[Metrics that are decided on, with commas (default wall)]:names:_values -s , metric $metrics' \
      '*--min-effect=[The smallest change that matters]:size:' \
      '*--alpha=[How often a verdict may be wrong (default 0.01)]:p:' \
      '*--control[Run the baseline as a second arm too]' \
      '*--check[Make the verdict the exit code]' \
      '*--metric-from=[A metric that the program prints]:name::how:' \
      '*--events[Offer ASSAY_EVENTS to the program, and measure what it writes there]' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-u[Unit of exported tables]:unit:(microsecond millisecond second)' \
      '*--time-unit=[Unit of exported tables]:unit:(microsecond millisecond second)' \
      '*--sort=[Order of exported tables]:order:(auto command mean-time)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--export-verdict=[The verdicts, their intervals and what they cost, as JSON]:file:_files' \
      '*--export-json=[Times in seconds, in the JSON of hyperfine]:file:_files' \
      '*--export-csv=[A summary in seconds, in the CSV of hyperfine]:file:_files' \
      '*--export-markdown=[A table for Markdown]:file:_files' \
      '*--export-asciidoc=[A table for AsciiDoc]:file:_files' \
      '*--export-orgmode=[A table for Emacs org-mode]:file:_files' \
      '*--keep-output=[Keep what every trial printed, a file a trial]:dir:_files -/' \
      '*--redact=[Keep these variables and texts out of the report]:names:' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  time)
    _arguments -S \
      '*-n[Name a command]:name:' \
      '*--command-name=[Name a command]:name:' \
      '*-s[Run CMD once for each arm, before the first round]:cmd:' \
      '*--setup=[Run CMD once for each arm, before the first round]:cmd:' \
      '*-p[Run CMD before every trial, warm-ups included]:cmd:' \
      '*--prepare=[Run CMD before every trial, warm-ups included]:cmd:' \
      '*-C[Run CMD after every trial]:cmd:' \
      '*--conclude=[Run CMD after every trial]:cmd:' \
      '*-c[Run CMD once for each arm, after the last round]:cmd:' \
      '*--cleanup=[Run CMD once for each arm, after the last round]:cmd:' \
      '*-P[Replace {VAR} in commands, hooks, names and output files by each number from MIN to MAX]:var::min::max:' \
      '*--parameter-scan=[Replace {VAR} in commands, hooks, names and output files by each number from MIN to MAX]:var::min::max:' \
      '*-D[Step of the -P before it]:delta:' \
      '*--parameter-step-size=[Step of the -P before it]:delta:' \
      '*-L[Replace {VAR} by each of VALUES, separated by commas]:var::values:' \
      '*--parameter-list=[Replace {VAR} by each of VALUES, separated by commas]:var::values:' \
      '*-S[Run every command by SHELL -c ('\''bash --norc'\'')]:shell:' \
      '*--shell=[Run every command by SHELL -c ('\''bash --norc'\'')]:shell:' \
      '*-N[Never use a shell]' \
      '*-i=-[Accept every exit code, or 0 and those listed (-i=1,2)]::codes:' \
      '*--ignore-failure=-[Accept every exit code, or 0 and those listed (-i=1,2)]::codes:' \
      '*--input=[Standard input of every trial]:file:_files' \
      '*--output=[Where standard output goes]:where:' \
      '*--show-output[The same as --output inherit]' \
      '*--env=[Set a variable for every trial]:name::value:' \
      '*--cwd=[Run in DIR]:dir:_files -/' \
      '*--pin=[Run on these CPUs only]:cpus:' \
      '*--timeout=[Kill a trial, with all its processes, after TIME]:time:' \
      '*--linger=[How long processes may outlive the main one before they are killed (default 2)]:time:' \
      '*--tree=[all (the default)]:what:(all main)' \
      '*--cgroup=[Add what this group uses]:path:' \
      '*--counters=[Hardware counters]:how:(auto none perf valgrind)' \
      '*-w[Run each command NUM times first, unrecorded]:num:' \
      '*--warmup=[Run each command NUM times first, unrecorded]:num:' \
      '*-m[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*--min-runs=[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*-M[Measure NUM rounds at most]:num:' \
      '*--max-runs=[Measure NUM rounds at most]:num:' \
      '*-r[Measure exactly NUM rounds (also --rounds) and judge once, at the end]:num:' \
      '*--runs=[Measure exactly NUM rounds (also --rounds) and judge once, at the end]:num:' \
      '*--max-time=[Stop after TIME]:time:' \
      '*--seed=[Replay the order of an earlier run]:num:' \
      '*--metric-from=[A metric that the program prints]:name::how:' \
      '*--events[Offer ASSAY_EVENTS to the program, and measure what it writes there]' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-u[Unit of exported tables]:unit:(microsecond millisecond second)' \
      '*--time-unit=[Unit of exported tables]:unit:(microsecond millisecond second)' \
      '*--sort=[Order of exported tables]:order:(auto command mean-time)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--export-json=[Times in seconds, in the JSON of hyperfine]:file:_files' \
      '*--export-csv=[A summary in seconds, in the CSV of hyperfine]:file:_files' \
      '*--export-markdown=[A table for Markdown]:file:_files' \
      '*--export-asciidoc=[A table for AsciiDoc]:file:_files' \
      '*--export-orgmode=[A table for Emacs org-mode]:file:_files' \
      '*--keep-output=[Keep what every trial printed, a file a trial]:dir:_files -/' \
      '*--redact=[Keep these variables and texts out of the report]:names:' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  run)
    _arguments -S \
      '*--list[List the scenarios with their targets, arms and tags]' \
      '*--dry-run[Print what would be spawned, ready for a shell]' \
      '*--filter=[Only scenarios in whose name REGEX is found]:regex:' \
      '*--tag=[Only scenarios with any of these tags, with commas]:tags:' \
      '*--target=[Execute by this target]:target:' \
      '*--iterations=[Measure exactly NUM rounds, whatever the manifest says]:num:' \
      '*-n[Name a command]:name:' \
      '*--command-name=[Name a command]:name:' \
      '*--rev=[Compare git revisions, given once each, the baseline first]:rev:' \
      '*--build=[Build each revision with CMD, once a commit]:cmd:' \
      '*-s[Run CMD once for each arm, before the first round]:cmd:' \
      '*--setup=[Run CMD once for each arm, before the first round]:cmd:' \
      '*-p[Run CMD before every trial, warm-ups included]:cmd:' \
      '*--prepare=[Run CMD before every trial, warm-ups included]:cmd:' \
      '*-C[Run CMD after every trial]:cmd:' \
      '*--conclude=[Run CMD after every trial]:cmd:' \
      '*-c[Run CMD once for each arm, after the last round]:cmd:' \
      '*--cleanup=[Run CMD once for each arm, after the last round]:cmd:' \
      '*--input=[Standard input of every trial]:file:_files' \
      '*--env=[Set a variable for every trial]:name::value:' \
      '*--cwd=[Run in DIR]:dir:_files -/' \
      '*--pin=[Run on these CPUs only]:cpus:' \
      '*--timeout=[Kill a trial, with all its processes, after TIME]:time:' \
      '*--linger=[How long processes may outlive the main one before they are killed (default 2)]:time:' \
      '*--tree=[all (the default)]:what:(all main)' \
      '*-w[Run each command NUM times first, unrecorded]:num:' \
      '*--warmup=[Run each command NUM times first, unrecorded]:num:' \
      '*-m[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*--min-runs=[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*-M[Measure NUM rounds at most]:num:' \
      '*--max-runs=[Measure NUM rounds at most]:num:' \
      '*-r[Measure exactly NUM rounds (also --rounds) and judge once, at the end]:num:' \
      '*--runs=[Measure exactly NUM rounds (also --rounds) and judge once, at the end]:num:' \
      '*--max-time=[Stop after TIME]:time:' \
      '*--seed=[Replay the order of an earlier run]:num:' \
      '*--metric=[Metrics that are decided on, with commas (default wall)]:names:_values -s , metric $metrics' \
      '*--min-effect=[The smallest change that matters]:size:' \
      '*--alpha=[How often a verdict may be wrong (default 0.01)]:p:' \
      '*--control[Run the baseline as a second arm too]' \
      '*--check[Make the verdict the exit code]' \
      '*--metric-from=[A metric that the program prints]:name::how:' \
      '*--events[Offer ASSAY_EVENTS to the program, and measure what it writes there]' \
      '*--baseline-command=[Run CMD as the baseline, live and paired, beside scenarios with one arm]:cmd:' \
      '*--fail-on-regression[Make it a gate]' \
      '*--compare=[Compare with stored reports]:file:_files' \
      '*--baseline-dir=[Compare with DIR/OS-ARCH-TARGET.json]:dir:_files -/' \
      '*--save-baseline=[Keep the reports as a baseline]:file:_files' \
      '*--require-baseline[A scenario without a stored baseline is exit 4]' \
      '*--allow-incomparable[Compare with a baseline of another machine or plan, too]' \
      '*--format=[text (the default), markdown (a comment for a pull request), junit, github (annotations), github-summary or tap]:format:(text json csv markdown junit github github-summary tap)' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--redact=[Keep these variables and texts out of the report]:names:' \
      '*--verdict-file=[How each scenario ended and the exit code as JSON, since pipes and make lose it]:file:_files' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  prove)
    _arguments -S \
      '*-S[Run every command by SHELL -c ('\''bash --norc'\'')]:shell:' \
      '*--shell=[Run every command by SHELL -c ('\''bash --norc'\'')]:shell:' \
      '*-N[Never use a shell]' \
      '*-i=-[Accept every exit code, or 0 and those listed (-i=1,2)]::codes:' \
      '*--ignore-failure=-[Accept every exit code, or 0 and those listed (-i=1,2)]::codes:' \
      '*--input=[Standard input of every trial]:file:_files' \
      '*--env=[Set a variable for every trial]:name::value:' \
      '*--cwd=[Run in DIR]:dir:_files -/' \
      '*--pin=[Run on these CPUs only]:cpus:' \
      '*--timeout=[Kill a trial, with all its processes, after TIME]:time:' \
      '*--linger=[How long processes may outlive the main one before they are killed (default 2)]:time:' \
      '*--tree=[all (the default)]:what:(all main)' \
      '*--cgroup=[Add what this group uses]:path:' \
      '*--counters=[Hardware counters]:how:(auto none perf valgrind)' \
      '*-w[Run each command NUM times first, unrecorded]:num:' \
      '*--warmup=[Run each command NUM times first, unrecorded]:num:' \
      '*--max-time=[Stop after TIME]:time:' \
      '*--seed=[Replay the order of an earlier run]:num:' \
      '*--metric=[Metrics that are decided on, with commas (default wall)]:names:_values -s , metric $metrics' \
      '*--min-effect=[The smallest change that matters]:size:' \
      '*--alpha=[How often a verdict may be wrong (default 0.01)]:p:' \
      '*--live=[Record NUM live rounds]:num:' \
      '*--replays=[Replay them NUM times, with fresh coin flips]:num:' \
      '*--effect=[The slowdown to inject and to find]:percent:' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--redact=[Keep these variables and texts out of the report]:names:' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  doctor)
    _arguments -S \
      '*--probe=[How long to watch for jitter (default 2]:time:' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  gate)
    _arguments -S \
      '*--rules=[The rules (docs/gate-rules.md)]:file:_files' \
      '*--baseline=[Reports that regression rules compare with, instead of those that the rules name]:file:_files' \
      '*--verdict-file=[Keep what was found as JSON, the exit code included, since pipes and make lose it]:file:_files' \
      '*--advisory[Say what was found, and exit with 0 whatever it is]' \
      '*--refresh[Show, then write, what the reports would make of the limits and the baseline]' \
      '*--reason=[Why a refresh is right although the run did not pass]:text:' \
      '*--dry-run[With --refresh]' \
      '*--hosted=[With --strict, instead of rules and reports]:file:_files' \
      '*--strict=[What the strict host found, likewise]:file:_files' \
      '*--format=[text (the default), markdown (a comment for a pull request), junit, github (annotations), github-summary or tap]:format:(text json csv markdown junit github github-summary tap)' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  init)
    _arguments -S \
      '*--target=[What executes it]:target:' \
      '*-o[Write this file (default]:file:_files' \
      '*--output=[Write this file (default]:file:_files' \
      '*--force[Overwrite a file that is there already]' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  report)
    _arguments -S \
      '*--format=[text (the default), markdown (a comment for a pull request), junit, github (annotations), github-summary or tap]:format:(text json csv markdown junit github github-summary tap)' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_files'
    ;;
  import)
    _arguments -S \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--from=[Which tool wrote it]:source:(auto hyperfine google-benchmark criterion pyperf go pytest-benchmark jmh catch2 bmf custom-smaller custom-bigger)' \
      '*--own-unit=[Take this unit of custom-smaller and custom-bigger as it is]:unit:' \
      '*--means-only[Leave out rows that are medians, percentiles, spreads or the like]' \
      '*--min=[Leave out benchmarks that take less]:time:' \
      '*--focus=[Keep only benchmarks that a pattern in this file is found in]:file:_files' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  export)
    _arguments -S \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--to=[bmf, hyperfine, google-benchmark, custom-smaller, openmetrics or csv]:format:(bmf hyperfine google-benchmark custom-smaller openmetrics csv)' \
      '*--metric=[Only these metrics, separated by commas]:names:_values -s , metric $metrics' \
      '*--output=[Write there instead of to standard output]:file:_files' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  overhead)
    _arguments -S \
      '*--env=[Set a variable for every trial]:name::value:' \
      '*--cwd=[Run in DIR]:dir:_files -/' \
      '*--pin=[Run on these CPUs only]:cpus:' \
      '*--timeout=[Kill a trial, with all its processes, after TIME]:time:' \
      '*-m[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*--min-runs=[Measure NUM rounds at least, even if the answer is known before]:num:' \
      '*-M[Measure NUM rounds at most]:num:' \
      '*--max-runs=[Measure NUM rounds at most]:num:' \
      '*--max-time=[Stop after TIME]:time:' \
      '*--seed=[Replay the order of an earlier run]:num:' \
      '*--alpha=[How often a verdict may be wrong (default 0.01)]:p:' \
      '*--agent=[The agent is a command that runs beside what is measured]:cmd:' \
      '*--wrap=[The agent is put before each workload]:prefix:' \
      '*--preload=[The agent is a shared object that each workload gets by LD_PRELOAD]:lib:' \
      '*--agent-start=[The agent is kept by others]:cmd:' \
      '*--agent-stop=[CMD stops the agent that --agent-start has started]:cmd:' \
      '*--known-agent=[An agent of assay'\''s own whose cost is known]:cost:' \
      '*--agent-ready-log=[Ready once REGEX is found in what the agent writes]:regex:' \
      '*--agent-ready-socket=[Ready once HOST\:PORT, or the Unix socket of this path, accepts connections]:where:' \
      '*--agent-ready-file=[Ready once FILE exists]:file:_files' \
      '*--agent-ready-command=[Ready once CMD exits with 0]:cmd:' \
      '*--agent-ready-delay=[Ready no sooner than TIME after its start]:time:' \
      '*--agent-ready-timeout=[How long the agent may take to be ready (default 30 s)]:time:' \
      '*--agent-settle=[How long to wait after it is ready (default 1 s)]:time:' \
      '*--agent-health=[CMD exits with 0 while the agent is well]:cmd:' \
      '*--agent-grace=[Between SIGTERM and SIGKILL (default 5 s)]:time:' \
      '*--agent-cpus=[Pin the agent to these CPUs, as in 0,2-3]:cpus:' \
      '*--agent-pid-file=[FILE names the process of an agent that hooks start]:file:_files' \
      '*--agent-cgroup=[The cgroup of an agent that hooks start (/sys/fs/cgroup/system.slice/x.service)]:dir:_files -/' \
      '*--allow-running-agent[Start the agent although one of the same program runs already]' \
      '*--workloads=[Which workloads, separated by commas (default open_close, connect_loopback, full_read, stat_walk)]:names:' \
      '*--iterations=[Operations of a workload in a round]:name::num:' \
      '*--open-iterations=[The same as --iterations open_close=NUM (default 25000)]:num:' \
      '*--connect-iterations=[The same of connect_loopback (default 6250)]:num:' \
      '*--read-iterations=[The same of full_read (default 6250)]:num:' \
      '*--stat-iterations=[The same of stat_walk, of all its files each (default 6)]:num:' \
      '*--file=[What open_close and full_read read (default /etc/hosts)]:file:_files' \
      '*--host=[Where connect_loopback connects to (default 127.0.0.1)]:address:' \
      '*--port=[And at which port (default 9)]:num:' \
      '*--files=[How many files stat_walk walks (default 400)]:num:' \
      '*--reduced[A twentieth of each workload'\''s own count in a round, instead of an eighth, and at most 30 s]' \
      '*--agent-block=[Start the agent once for NUM rounds in a row instead of every round]:num:' \
      '*--no-pin[Let the scheduler place workloads and agent]' \
      '*--strict[Refuse a host whose governor, turbo, load and steal are not shown to be in order]' \
      '*--max-open-pct=[Budget of the mean open (default 10)]:percent:' \
      '*--max-workload-pct=[Budget of the mean of each workload (default 15)]:percent:' \
      '*--max-open-p95-ratio=[Budget of the p95 of open, with the agent to without (default 1.05)]:ratio:' \
      '*--max-connect-p95-ratio=[The same of connect (default 1.05)]:ratio:' \
      '*--rules=[More rules that the run must hold (docs/gate-rules.md)]:file:_files' \
      '*--print-rules[Print the budgets as rules for '\''assay gate'\'', and measure nothing]' \
      '*--soak=[What '\''assay soak --report'\'' kept]:file:_files' \
      '*--artifacts=[Write the artifacts of the contract (docs/artifacts.md) into this folder]:dir:_files -/' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--redact=[Keep these variables and texts out of the report]:names:' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  workload)
    _arguments -S \
      '*--list[List the workloads and how many iterations each does by default]' \
      '*--iterations=[So many operations (stat_walk]:num:' \
      '*-w[So many operations first that do not count (1024]:num:' \
      '*--warmup=[So many operations first that do not count (1024]:num:' \
      '*--repeats=[Do it all so many times and take them together (1)]:num:' \
      '*--burn-in=[So many repeats first that do not count (0)]:num:' \
      '*--file=[What open_close and full_read read (/etc/hosts)]:file:_files' \
      '*--host=[Where connect_loopback connects to (127.0.0.1)]:host:' \
      '*--port=[Which port (9)]:port:' \
      '*--files=[How many files stat_walk walks at most (400)]:num:' \
      '*--rate=[So many operations a second, at intended times, instead of as fast as can be]:num:' \
      '*--duration=[With --rate]:time:' \
      '*--with-agent[Say in the result that an agent was running]' \
      '*--format=[text (the default]:format:(text json)' \
      '*--out=[Write the result there, whole or not at all, instead of to standard output]:file:_files' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  validate)
    _arguments -S \
      '*--open-baseline=[An open profile without the agent]:file:_files' \
      '*--open-with-agent=[The same with it]:file:_files' \
      '*--connect-baseline=[A connect profile without the agent]:file:_files' \
      '*--connect-with-agent=[The same with it]:file:_files' \
      '*--workload=[A workload suite]:file:_files' \
      '*--open-compare=[An open comparison]:file:_files' \
      '*--slo-summary=[A summary of the SLO table]:file:_files' \
      '*--report=[Write the evidence report of single files here, unless they have faults]:file:_files' \
      '*--max-open-p95-ratio=[What p95 of open may be, as a multiple of the baseline'\''s (default 1.05)]:ratio:' \
      '*--max-connect-p95-ratio=[The same of connect (default 1.05)]:ratio:' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  soak)
    _arguments -S \
      '*--env=[Set a variable for every trial]:name::value:' \
      '*--agent=[The agent is a command that runs beside what is measured]:cmd:' \
      '*--agent-start=[The agent is kept by others]:cmd:' \
      '*--agent-stop=[CMD stops the agent that --agent-start has started]:cmd:' \
      '*--agent-ready-log=[Ready once REGEX is found in what the agent writes]:regex:' \
      '*--agent-ready-socket=[Ready once HOST\:PORT, or the Unix socket of this path, accepts connections]:where:' \
      '*--agent-ready-file=[Ready once FILE exists]:file:_files' \
      '*--agent-ready-command=[Ready once CMD exits with 0]:cmd:' \
      '*--agent-ready-delay=[Ready no sooner than TIME after its start]:time:' \
      '*--agent-ready-timeout=[How long the agent may take to be ready (default 30 s)]:time:' \
      '*--agent-settle=[How long to wait after it is ready (default 1 s)]:time:' \
      '*--agent-health=[CMD exits with 0 while the agent is well]:cmd:' \
      '*--agent-grace=[Between SIGTERM and SIGKILL (default 5 s)]:time:' \
      '*--agent-cpus=[Pin the agent to these CPUs, as in 0,2-3]:cpus:' \
      '*--agent-pid-file=[FILE names the process of an agent that hooks start]:file:_files' \
      '*--agent-cgroup=[The cgroup of an agent that hooks start (/sys/fs/cgroup/system.slice/x.service)]:dir:_files -/' \
      '*--allow-running-agent[Start the agent although one of the same program runs already]' \
      '*--delivered=[A counter of events that were not lost]:source:' \
      '*--drops=[A counter of events that were lost, likewise]:source:' \
      '*--counter=[Another counter to keep, which must not go backwards either]:name::source:' \
      '*--gauge=[A figure to keep that may rise and fall]:name::source:' \
      '*--workers=[How many programs drive operations at once (4)]:num:' \
      '*--workload=[What they run, in turn]:names:' \
      '*--rate=[Operations a second of all workers together (1000)]:num:' \
      '*--file=[What open_close and full_read read (/etc/hosts)]:file:_files' \
      '*--worker-command=[Run CMD as each worker instead]:cmd:' \
      '*--duration=[How long to count (5min)]:time:' \
      '*--warmup=[How long to load the agent before anything is counted (0)]:time:' \
      '*--poll=[How often to read counters and memory (5s)]:time:' \
      '*--max-drop-ratio=[The share of events lost has to be shown to be below it (0.1%), or none]:pct:' \
      '*--min-events=[Fewer events fail]:num:' \
      '*--max-rss-growth=[How far the agent'\''s resident memory may rise above that at the start (64MiB), or none]:size:' \
      '*--max-rss-slope=[How fast it may grow in the long run]:size:' \
      '*--min-free-disk=[End the soak when less is left on the disk of the working folder]:size:' \
      '*--summary=[The figures under the names of soak_summary.json, beside those of --report]:file:_files' \
      '*--json[Print the report as JSON on standard output, and nothing else there]' \
      '*--style=[auto, full, basic (no colours, nothing that moves), nocolor, color (nothing that moves), none]:style:(auto full basic nocolor color none)' \
      '*-q[Print the result only]' \
      '*--quiet[Print the result only]' \
      '*--report=[Keep the report, with every sample (docs/report-format.md)]:file:_files' \
      '*--redact=[Keep these variables and texts out of the report]:names:' \
      '*-h[Print this text]' \
      '*--help[Print this text]' \
      '*:command:_cmdstring'
    ;;
  help)
    _arguments '1:subject:(compare time run prove doctor gate init report import export overhead workload validate soak metrics exit-codes)'
    ;;
esac
