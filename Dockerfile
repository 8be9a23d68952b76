# The image of the gateway, from the executable that "./mvnw package" has built and tested. docs/image.md describes it.

# An image with a Java runtime of version 25 or later, and a shell
ARG BASE=eclipse-temurin:25-jre
# the digest of that image, sha256:..., so that each build has the same one
ARG BASE_DIGEST=

# The executable, split into layers by how often they change
FROM ${BASE}${BASE_DIGEST:+@${BASE_DIGEST}} AS layers
# one of several executables in target; the newest of those that match
ARG JAR=target/sluice-*-exec.jar
WORKDIR /layers/jars
COPY ${JAR} ./
RUN set -- $(ls -t *.jar) && echo "The executable is $1" && \
    java -Djarmode=tools -jar "$1" extract --layers --destination ../extracted --application-filename sluice.jar

# The AOT cache is valid only for the Java runtime, files, paths and times with which it was made
FROM ${BASE}${BASE_DIGEST:+@${BASE_DIGEST}} AS trained
WORKDIR /sluice
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/application/ ./
COPY src/main/docker/ ./
RUN sh train.sh

FROM ${BASE}${BASE_DIGEST:+@${BASE_DIGEST}}
WORKDIR /sluice
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/application/ ./
COPY src/main/docker/jvm.flags ./
COPY --from=trained /sluice/app.aot ./

# no other container can connect to 127.0.0.1 of this one
ENV SERVER_ADDRESS=0.0.0.0
EXPOSE 7070 8080
# a number, so that an orchestrator can tell that it is not root
USER 10001:10001
ENTRYPOINT ["java", "-XX:Flags=/sluice/jvm.flags", "-XX:AOTCache=/sluice/app.aot", "-jar", "/sluice/sluice.jar"]
# A JVM for one class, which the compiler and options for the gateway would only slow down
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 \
  CMD ["env", "-u", "JAVA_TOOL_OPTIONS", "-u", "JDK_JAVA_OPTIONS", "java", "-Xint", "-XX:+UseSerialGC", "-Xmx8m", \
       "-XX:-UsePerfData", "-cp", "/sluice/sluice.jar", "io.sluice.actuate.endpoint.HealthProbe"]

ARG BASE
ARG BASE_DIGEST
ARG VERSION
ARG REVISION
ARG CREATED
ARG SOURCE
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A TCP gateway for Spring" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.base.name="${BASE}" \
      org.opencontainers.image.base.digest="${BASE_DIGEST}"
