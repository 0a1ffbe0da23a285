# One of the four services: docker build -f deploy/service.Dockerfile --build-arg SERVICE=gateway-service .
#
# JARS says where the executable jar comes from: `source` builds it in here from the checkout, `prebuilt` takes what
# ./mvnw package left in the module's target folder.
ARG JARS=source
ARG JDK=eclipse-temurin:25-jdk
ARG JRE=eclipse-temurin:25-jre

FROM ${JDK} AS source
# The parser is compiled from an npm package at build time.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# What Maven and npm fetched is kept for the next build.
RUN --mount=type=cache,target=/root/.m2 --mount=type=cache,target=/root/.npm \
    ./mvnw -q -B -DskipTests -pl gateway-service,policy-service,approval-service,audit-service,local -am package

FROM scratch AS prebuilt
COPY . /source/

FROM ${JARS} AS jars

# The sample language model of the demonstration: --target sample-model. It is no part of the product.
FROM ${JRE} AS sample-model
COPY --from=jars /source/local/target/local-*.jar /app/
COPY --from=jars /source/local/target/lib/spring-*.jar /source/local/target/lib/jackson-*.jar \
     /source/local/target/lib/jspecify-*.jar /source/local/target/lib/commons-logging-*.jar /app/
USER 10001:10001
ENTRYPOINT ["java", "-Xmx64m", "-cp", "/app/*", "dev.portcullis.local.llm.SampleModel"]

FROM ${JRE} AS unpacked
ARG SERVICE
WORKDIR /unpacked
COPY --from=jars /source/${SERVICE}/target/${SERVICE}-*.jar ./
RUN java -Djarmode=tools -jar ${SERVICE}-*.jar extract --layers --application-filename app.jar --destination /unpacked/layers

FROM ${JRE} AS service
ARG SERVICE
# What the service keeps on disk (the gateway's journal, the log's key) goes to a volume that belongs to its user.
RUN mkdir -p /app /var/lib/portcullis && chown 10001:10001 /var/lib/portcullis
WORKDIR /app
COPY --from=unpacked /unpacked/layers/dependencies/ ./
COPY --from=unpacked /unpacked/layers/snapshot-dependencies/ ./
COPY --from=unpacked /unpacked/layers/application/ ./
COPY deploy/images/${SERVICE}/java.options ./

# Starts the service once, without anything it depends on and only up to where it would begin its work, and keeps what
# the virtual machine loaded and linked on the way. The virtual machine ignores the cache if it does not fit.
FROM service AS rehearsed
ARG SERVICE
COPY deploy/images/${SERVICE}/rehearsal.properties deploy/log-key /rehearsal/
# A gateway does not begin without a key; this one signs nothing and stays behind.
RUN (umask 077 && bash /rehearsal/log-key gateway >/rehearsal/gateway.key) && java @java.options -XX:AOTCacheOutput=app.aot -Dspring.context.exit=onRefresh -Xlog:aot=off -jar app.jar \
      --spring.config.additional-location=file:/rehearsal/rehearsal.properties

FROM service
ARG SERVICE
LABEL org.opencontainers.image.title="Portcullis ${SERVICE}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=rehearsed /app/app.aot ./
USER 10001:10001
# No shell between the signal and the service: SIGTERM makes it drain.
ENTRYPOINT ["java", "@/app/java.options", "-XX:AOTCache=/app/app.aot", "-jar", "/app/app.jar"]
HEALTHCHECK --interval=5s --timeout=3s --start-period=300s --retries=3 \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8090/actuator/health/readiness"]
