#!/bin/sh
# Writes app.aot: runs the gateway as an orchestrator does, with one request of each kind that every gateway has. What
# the JVM has loaded, linked and profiled by then need not be done at a start.
set -eu

# The layout of objects in the cache depends on the collector and on whether the heap is below 32 GB. With these options
# it suits G1 and the serial collector, on whatever machine the image is built.
java -XX:Flags=/sluice/jvm.flags -XX:AOTCacheOutput=/sluice/app.aot -XX:+UseG1GC -Xmx512m \
  -jar /sluice/sluice.jar --server.address=127.0.0.1 &
gateway=$!

tries=0
until java -jar /sluice/sluice.jar health --timeout 2s; do
  tries=$((tries + 1))
  if [ "$tries" = 60 ] || ! kill -0 "$gateway"; then
    echo 'The gateway did not become ready, so there is no cache' >&2
    exit 1
  fi
  sleep 0.5
done
for message in PING '{"values":[1,2,3]}' hello; do
  java -jar /sluice/sluice.jar send --to 127.0.0.1:7070 "$message"
done

kill -TERM "$gateway"
status=0
wait "$gateway" || status=$?
# the exit status of a JVM after SIGTERM
[ "$status" = 143 ] || exit "$status"
test -s /sluice/app.aot
