# SPDX-License-Identifier: Apache-2.0
# Written by tools/make_help_files.
_assay() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "compare time run prove doctor gate init report import export overhead workload validate soak help --help --version" -- "$current")
    return
  fi
  case $previous in
    --agent-cgroup | --artifacts | --baseline-dir | --cwd | --keep-output)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    --agent-pid-file | --agent-ready-file | --baseline | --compare | --connect-baseline | --connect-with-agent | --continue | --export-asciidoc | --export-csv | --export-json | --export-markdown | --export-orgmode | --export-verdict | --file | --focus | --hosted | --input | --open-baseline | --open-compare | --open-with-agent | --out | --output | --report | --rules | --save-baseline | --slo-summary | --soak | --strict | --summary | --verdict-file | --workload | -o)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
      ;;
    --counters)
      mapfile -t COMPREPLY < <(compgen -W "auto none perf valgrind" -- "$current")
      return
      ;;
    --format)
      mapfile -t COMPREPLY < <(compgen -W "text json csv markdown junit github github-summary tap" -- "$current")
      return
      ;;
    --format)
      mapfile -t COMPREPLY < <(compgen -W "text json" -- "$current")
      return
      ;;
    --from)
      mapfile -t COMPREPLY < <(compgen -W "auto hyperfine google-benchmark criterion pyperf go pytest-benchmark jmh catch2 bmf custom-smaller custom-bigger" -- "$current")
      return
      ;;
    --metric)
      mapfile -t COMPREPLY < <(compgen -W "wall wall_main wall_net user sys cpu peak_rss peak_tree peak_charged io_read io_write disk_read disk_write minor_faults major_faults voluntary_switches involuntary_switches processes cpu_wait cycles instructions branch_misses cache_misses startup compile native_alloc_calls native_alloc_bytes" -- "$current")
      return
      ;;
    --sort)
      mapfile -t COMPREPLY < <(compgen -W "auto command mean-time" -- "$current")
      return
      ;;
    --style)
      mapfile -t COMPREPLY < <(compgen -W "auto full basic nocolor color none" -- "$current")
      return
      ;;
    --time-unit | -u)
      mapfile -t COMPREPLY < <(compgen -W "microsecond millisecond second" -- "$current")
      return
      ;;
    --to)
      mapfile -t COMPREPLY < <(compgen -W "bmf hyperfine google-benchmark custom-smaller openmetrics csv" -- "$current")
      return
      ;;
    --tree)
      mapfile -t COMPREPLY < <(compgen -W "all main" -- "$current")
      return
      ;;
  esac
  local flags=
  case ${COMP_WORDS[1]} in
    compare) flags="-n --command-name --reference --reference-name --rev --build -s --setup -p --prepare -C --conclude -c --cleanup -P --parameter-scan -D --parameter-step-size -L --parameter-list -S --shell -N -i --ignore-failure --input --output --show-output --env --cwd --pin --timeout --linger --tree --cgroup --counters -w --warmup -m --min-runs -M --max-runs -r --runs --max-time --seed --continue --metric --min-effect --alpha --control --check --metric-from --events --json --style -u --time-unit --sort -q --quiet --report --export-verdict --export-json --export-csv --export-markdown --export-asciidoc --export-orgmode --keep-output --redact -h --help" ;;
    time) flags="-n --command-name -s --setup -p --prepare -C --conclude -c --cleanup -P --parameter-scan -D --parameter-step-size -L --parameter-list -S --shell -N -i --ignore-failure --input --output --show-output --env --cwd --pin --timeout --linger --tree --cgroup --counters -w --warmup -m --min-runs -M --max-runs -r --runs --max-time --seed --metric-from --events --json --style -u --time-unit --sort -q --quiet --report --export-json --export-csv --export-markdown --export-asciidoc --export-orgmode --keep-output --redact -h --help" ;;
    run) flags="--list --dry-run --filter --tag --target --iterations -n --command-name --rev --build -s --setup -p --prepare -C --conclude -c --cleanup --input --env --cwd --pin --timeout --linger --tree -w --warmup -m --min-runs -M --max-runs -r --runs --max-time --seed --metric --min-effect --alpha --control --check --metric-from --events --baseline-command --fail-on-regression --compare --baseline-dir --save-baseline --require-baseline --allow-incomparable --format --json --style -q --quiet --report --redact --verdict-file -h --help" ;;
    prove) flags="-S --shell -N -i --ignore-failure --input --env --cwd --pin --timeout --linger --tree --cgroup --counters -w --warmup --max-time --seed --metric --min-effect --alpha --live --replays --effect --json --style -q --quiet --report --redact -h --help" ;;
    doctor) flags="--probe --json --style -h --help" ;;
    gate) flags="--rules --baseline --verdict-file --advisory --refresh --reason --dry-run --hosted --strict --format --json --style -q --quiet -h --help" ;;
    init) flags="--target -o --output --force -h --help" ;;
    report) flags="--format --style -h --help" ;;
    import) flags="--json -q --quiet --report --from --own-unit --means-only --min --focus -h --help" ;;
    export) flags="-q --quiet --to --metric --output -h --help" ;;
    overhead) flags="--env --cwd --pin --timeout -m --min-runs -M --max-runs --max-time --seed --alpha --agent --wrap --preload --agent-start --agent-stop --known-agent --agent-ready-log --agent-ready-socket --agent-ready-file --agent-ready-command --agent-ready-delay --agent-ready-timeout --agent-settle --agent-health --agent-grace --agent-cpus --agent-pid-file --agent-cgroup --allow-running-agent --workloads --iterations --open-iterations --connect-iterations --read-iterations --stat-iterations --file --host --port --files --reduced --agent-block --no-pin --strict --max-open-pct --max-workload-pct --max-open-p95-ratio --max-connect-p95-ratio --rules --print-rules --soak --artifacts --json --style -q --quiet --report --redact -h --help" ;;
    workload) flags="--list --iterations -w --warmup --repeats --burn-in --file --host --port --files --rate --duration --with-agent --format --out --json -h --help" ;;
    validate) flags="--open-baseline --open-with-agent --connect-baseline --connect-with-agent --workload --open-compare --slo-summary --report --max-open-p95-ratio --max-connect-p95-ratio --json -q --quiet -h --help" ;;
    soak) flags="--env --agent --agent-start --agent-stop --agent-ready-log --agent-ready-socket --agent-ready-file --agent-ready-command --agent-ready-delay --agent-ready-timeout --agent-settle --agent-health --agent-grace --agent-cpus --agent-pid-file --agent-cgroup --allow-running-agent --delivered --drops --counter --gauge --workers --workload --rate --file --worker-command --duration --warmup --poll --max-drop-ratio --min-events --max-rss-growth --max-rss-slope --min-free-disk --summary --json --style -q --quiet --report --redact -h --help" ;;
    help) flags="compare time run prove doctor gate init report import export overhead workload validate soak metrics exit-codes" ;;
  esac
  if [[ $current == -* || ${COMP_WORDS[1]} == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -c -- "$current")
    [[ ${COMP_WORDS[1]} == report ]] && mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F _assay assay
