# SPDX-License-Identifier: Apache-2.0
# Sourced by benchmarks that start Portcullis. The local run compiles late (the gateway) or never with the optimising
# compiler (the others), to start faster; figures are only worth something with the compiler as the images have it
# (deploy/images/*/java.options). What stands here wins over the launcher's own options. Benchmarks of another service than
# the gateway add `-XX:TieredStopAtLevel=4`; in those of the gateway the others are as good as elsewhere, and their
# compilers would only run beside the measurement, as rehearsals for the next start would.
export _JAVA_OPTIONS="-XX:Tier4InvocationThreshold=5000 -XX:Tier4MinInvocationThreshold=600 -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000"
export PORTCULLIS_STARTUP_CACHES=off

property() { sed -n "s/^$2=//p" "$1" | sed 's/\\\([:=#!]\)/\1/g'; }
