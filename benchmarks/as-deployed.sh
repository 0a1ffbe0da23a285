# SPDX-License-Identifier: Apache-2.0
# Sourced by benchmarks that start Portcullis. The local run compiles late or not at all, to start faster; figures are only
# worth something with the compiler as the images have it (deploy/images/*/java.options). What stands here wins over the
# launcher's own options. Rehearsals for the next start would run beside the measurement.
export _JAVA_OPTIONS="-XX:TieredStopAtLevel=4 -XX:Tier4InvocationThreshold=5000 -XX:Tier4MinInvocationThreshold=600 -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000"
export PORTCULLIS_STARTUP_CACHES=off

property() { sed -n "s/^$2=//p" "$1" | sed 's/\\\([:=#!]\)/\1/g'; }
