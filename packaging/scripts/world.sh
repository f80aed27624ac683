# shellcheck shell=bash
# A shop to play with: builds the two programs, starts and ends the simulator and the agent, and counts.
# Read by packaging/demo/run and packaging/torture/kill; needs bash, coreutils, grep and sed and nothing else.

world_say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
world_fail() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Builds both programs and sets $risiti and $simulator. $1: release or debug.
world_build() {
    swift build -c "$1" --product risiti
    swift build -c "$1" --product risiti-sim
    local bin
    bin="$(swift build -c "$1" --show-bin-path)"
    risiti="$bin/risiti"
    simulator="$bin/risiti-sim"
}

# Makes the directory of this run and sets $world. The name is short: a socket's path has at most 107 bytes.
world_make() {
    world="$(mktemp -d "${TMPDIR:-/tmp}/risiti.XXXXXX")"
    mkdir -m 0700 "$world/data"
    : >"$world/printer.bin"
    agent_pid='' simulator_pid='' simulator_address='127.0.0.1:0'
}

# A port of 127.0.0.1 on which nobody listens now.
world_free_port() {
    local port
    for _ in {1..200}; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    world_fail "no free port was found"
}

# Waits for the line "listening on …" in file $1, which process $2 writes, and prints it.
world_await_line() {
    local line
    for _ in {1..1200}; do
        if line="$(grep -m 1 '^listening on ' "$1" 2>/dev/null)"; then
            echo "$line"
            return
        fi
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}

# Starts the simulated KRA on the port of last time, or a free one; further arguments go to it.
simulator_start() {
    : >"$world/simulator.out"
    "$simulator" oscu --listen "$simulator_address" --route "$route" --state-file "$world/kra.state" "$@" \
        >"$world/simulator.out" 2>>"$world/simulator.log" &
    simulator_pid=$!
    local line
    line="$(world_await_line "$world/simulator.out" "$simulator_pid")" \
        || world_fail "the simulator did not start; see $world/simulator.log"
    read -r _ _ base_url _ token_url <<<"$line"
    simulator_address="${base_url#http://}"
    simulator_address="${simulator_address%%/*}"
}

simulator_stop() {
    [[ -n $simulator_pid ]] || return 0
    kill -TERM "$simulator_pid" 2>/dev/null || true
    wait "$simulator_pid" 2>/dev/null || true
    simulator_pid=''
}

# What the simulator has seen, as one line of JSON. $1: report or sales.
simulator_get() {
    local reply
    exec 3<>"/dev/tcp/${simulator_address%:*}/${simulator_address#*:}"
    printf 'GET /_simulator/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$1" "$simulator_address" >&3
    reply="$(cat <&3)"
    exec 3<&- 3>&-
    printf '%s\n' "$reply" | sed '1,/^\r*$/d'
}

# The number under name $2 in the report $1; "unknown" where there is none.
report_number() {
    local found
    found="$(grep -oE "\"$2\":[0-9]+" <<<"$1" | head -n 1 | grep -oE '[0-9]+$')" || found=unknown
    echo "$found"
}

# How many items the list under name $2 has in the report $1; "unknown" where there is no such list.
report_count() {
    local list
    list="$(grep -oE "\"$2\":\[[^]]*\]" <<<"$1" | head -n 1)"
    list="${list#*[}"
    case $list in
        '') echo unknown ;;
        ']') echo 0 ;;
        *) grep -o ',' <<<"$list," | wc -l ;;
    esac
}

# Writes the agent's settings from the template.
agent_configure() {
    sed -e "s|@ROUTE@|$route|" -e "s|@BASE_URL@|$base_url|" -e "s|@TOKEN_URL@|${token_url:-null}|" \
        -e "s|@PORT@|$agent_port|" -e "s|@PRINTER@|$world/printer.bin|" \
        packaging/demo/risiti.yaml >"$world/risiti.yaml"
}

# Starts the agent and waits until it sells.
agent_start() {
    : >"$world/agent.out"
    "$risiti" run --data-dir "$world/data" --listen "127.0.0.1:$agent_port" --config "$world/risiti.yaml" \
        >"$world/agent.out" 2>>"$world/agent.log" &
    agent_pid=$!
}

agent_await() {
    agent_line="$(world_await_line "$world/agent.out" "$agent_pid")" \
        || world_fail "the agent did not start; see $world/agent.log"
}

# Kills the agent as a power cut would: at once, without a word.
agent_kill() {
    kill -KILL "$agent_pid" 2>/dev/null || true
    wait "$agent_pid" 2>/dev/null || true
    agent_pid=''
}

agent_stop() {
    [[ -n $agent_pid ]] || return 0
    kill -TERM "$agent_pid" 2>/dev/null || true
    wait "$agent_pid" 2>/dev/null || true
    agent_pid=''
}

# A client command of the agent.
ask() { "$risiti" "$@" --data-dir "$world/data"; }

# Initialises the device with KRA as on the day of installation: the simulator is up, the agent is up.
agent_initialise() {
    if [[ $route == integrator ]]; then
        printf 'app_id=%s\nconsumer_key=%s\nconsumer_secret=%s\n' \
            8d2e6f0a-5b1c-4f7e-9a3d-0c4b8e7f1a25 demo-consumer-key demo-consumer-secret | ask kra credentials
    fi
    ask kra init
}

# The ids of the sales that `risiti sell` wrote into file $1, each once: the fourth word of a line.
sold_ids() { sed -E 's/^[^ ]+ +[^ ]+ +[^ ]+ +([^ ]+).*/\1/' "$1" | sort -u; }

# The ids of the sales in the spool, credit notes included; $1 narrows it, such as --state fiscalised.
spool_ids() { ask sales list --limit 1000000 "$@" | sed '1d; s/.* //' | sort; }

# How many temporary numbers are missing in the spool: over all tills, the highest number less how many there are.
temporary_numbers_missing() {
    local numbers till highest count missing=0
    numbers="$(ask sales list --limit 1000000 | sed '1d; s/ .*//' | sort)"
    while read -r till; do
        [[ -n $till ]] || continue
        highest="$(grep "^$till-" <<<"$numbers" | tail -n 1)"
        count="$(grep -c "^$till-" <<<"$numbers")"
        missing=$((missing + 10#${highest##*-} - count))
    done < <(sed 's/-[0-9]*$//' <<<"$numbers" | sort -u)
    echo "$missing"
}

# Ends only what this script started.
world_end() {
    agent_stop
    simulator_stop
}

# Milliseconds of a steady enough clock.
now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
seconds_of() { printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100)); }
