#!/bin/sh
# Writes app.aot: runs the gateway once as it will run, with a request of each kind that every gateway has, and ends
# it as an orchestrator would. What has been loaded, linked and profiled by then need not be again at a start.
set -eu

# The collector and a heap below 32 GB decide how objects lie in the cache. With what is given here it suits G1 and
# the serial collector, whatever machine builds the image.
java -XX:Flags=/sluice/jvm.flags -XX:AOTCacheOutput=/sluice/app.aot -XX:+UseG1GC -Xmx512m \
  -jar /sluice/sluice.jar --server.address=127.0.0.1 &
gateway=$!

tries=0
until java -jar /sluice/sluice.jar health --timeout 2s; do
  tries=$((tries + 1))
  if [ "$tries" = 60 ] || ! kill -0 "$gateway"; then
    echo 'the gateway did not become ready, so there is no cache' >&2
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
# what a JVM says that was ended by SIGTERM
[ "$status" = 143 ] || exit "$status"
test -s /sluice/app.aot
