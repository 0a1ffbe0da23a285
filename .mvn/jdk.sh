# Finds a JDK 25 or newer and exports it as JAVA_HOME. Sourced by ./mvnw and ./portcullis, so that neither depends on
# which `java` happens to come first on the PATH. Set JAVA_HOME or PORTCULLIS_JDK to choose one yourself.

portcullis_jdk_major() { # prints the major version of the JDK in $1, or nothing
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

portcullis_find_jdk() {
  portcullis_path_java=$(command -v javac 2>/dev/null || true)
  [ -z "$portcullis_path_java" ] || portcullis_path_java=$(dirname "$(dirname "$(readlink -f "$portcullis_path_java")")")
  for portcullis_jdk in "${PORTCULLIS_JDK:-}" "${JAVA_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" \
    "$portcullis_path_java" /usr/lib/jvm/*25* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/25* \
    "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home /opt/homebrew/opt/openjdk@25; do
    [ -n "$portcullis_jdk" ] && [ -d "$portcullis_jdk" ] || continue
    portcullis_major=$(portcullis_jdk_major "$portcullis_jdk")
    if [ -n "$portcullis_major" ] && [ "$portcullis_major" -ge 25 ]; then
      JAVA_HOME=$portcullis_jdk
      export JAVA_HOME
      return 0
    fi
  done
  echo "Portcullis needs JDK 25 and found none. Install one (for example Eclipse Temurin 25) or set JAVA_HOME to it." >&2
  return 1
}

portcullis_find_jdk || exit 1
