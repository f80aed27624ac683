#!/bin/busybox sh
# What the guest of packaging/torture/powercut runs as its first and only process: the agent on an ext4 disk, and a
# seller who never stops. Each acknowledged sale is one line on the serial console, which is all that the outside sees.
# From the kernel's command line: BOOT (which boot this is), MOUNT (options of the file system).
export PATH=/bin HOME=/ TMPDIR=/tmp
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
while read -r module; do insmod "/modules/$module" || echo "no module $module"; done </modules/order
ip link set lo up
echo "UP $(cut -d' ' -f1 /proc/uptime)"
mount -t ext4 -o "$MOUNT" /dev/vda /mnt || { echo "FAILED: the disk does not mount"; poweroff -f; }
mkdir -p -m 0700 /mnt/data
touch /tmp/printer.bin

risiti run --data-dir /mnt/data --config /risiti.yaml >/tmp/agent.out 2>/tmp/agent.log &
agent=$!
until grep -q '^listening' /tmp/agent.out; do
    if ! kill -0 $agent 2>/dev/null; then
        echo "FAILED: the agent did not start: $(tail -n 3 /tmp/agent.log)"
        poweroff -f
    fi
    usleep 20000
done
echo "SELLING $(cut -d' ' -f1 /proc/uptime)"

round=0
while true; do
    # The keys of every round are its own, so that nothing is answered from an earlier one.
    sed "s/\"idempotency_key\":\"day-/\"idempotency_key\":\"boot-$BOOT-$round-/" /day.ndjson >/tmp/round.ndjson
    risiti sell /tmp/round.ndjson --print --jobs 2 --patience 5 --data-dir /mnt/data 2>/tmp/sell.log || {
        echo "FAILED: the seller gave up: $(tail -n 3 /tmp/sell.log)"
        tail -n 5 /tmp/agent.log
        poweroff -f
    }
    round=$((round + 1))
done
