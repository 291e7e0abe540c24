# Built by the wrapper's own Maven, so nothing but Docker is needed on the machine that builds.
FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src src
# Tests and the check of the formatting are run by ./mvnw verify, not by every build of an image.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM eclipse-temurin:17-jre
LABEL org.opencontainers.image.title="Caravanserai" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"

# A fixed number, so that folders of the host can be given to it; PostgreSQL refuses to run as root anyway.
RUN groupadd --gid 10001 caravanserai \
    && useradd --uid 10001 --gid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin caravanserai \
    && install --directory --owner=10001 --group=10001 --mode=0700 /app/data /app/data/inbox /app/backups /app/config

WORKDIR /app
COPY LICENSE NOTICE ./
# What changes least comes first.
COPY --from=build /src/target/quarkus-app/lib lib
COPY --from=build /src/target/quarkus-app/quarkus-run.jar ./
COPY --from=build /src/target/quarkus-app/app app
COPY --from=build /src/target/quarkus-app/quarkus quarkus

USER 10001:10001
# On this address the service does not start without users: /app/config/users.properties.
ENV QUARKUS_HTTP_HOST=0.0.0.0
EXPOSE 8080
VOLUME ["/app/data", "/app/backups", "/app/config"]

# Live, not ready: a container must not be replaced because its database is away. The image has no curl.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${QUARKUS_HTTP_PORT:-8080} && printf 'GET /q/health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# Without a shell in between, so that the signal to stop arrives; arguments are a command, as in: ingest FILE.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/quarkus-run.jar"]
