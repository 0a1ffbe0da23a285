# Keycloak from its release on Maven Central, built for PostgreSQL and for health checks so that it starts quickly.
ARG JRE=eclipse-temurin:25-jre

FROM ${JRE} AS built
ARG KEYCLOAK=26.7.3
ARG KEYCLOAK_SHA256=77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47
ADD https://repo.maven.apache.org/maven2/org/keycloak/keycloak-quarkus-dist/${KEYCLOAK}/keycloak-quarkus-dist-${KEYCLOAK}.tar.gz /keycloak.tar.gz
RUN echo "${KEYCLOAK_SHA256}  /keycloak.tar.gz" | sha256sum -c - && mkdir -p /opt/keycloak && \
    tar -xzf /keycloak.tar.gz --strip-components=1 -C /opt/keycloak && \
    /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true

FROM ${JRE}
COPY --from=built /opt/keycloak /opt/keycloak
# The realm to import holds secrets, so it is mounted and never part of the image.
RUN mkdir -p /opt/keycloak/data && ln -s /run/portcullis/import /opt/keycloak/data/import && chown -R 1000:1000 /opt/keycloak/data
USER 1000:1000
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized"]
