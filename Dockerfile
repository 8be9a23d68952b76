# The image of the gateway, from the executable that "./mvnw package" made: what was tested is what is shipped.
# docs/image.md tells how to build and run it.

# A Java runtime of version 25 or later, with a shell
ARG BASE=eclipse-temurin:25-jre

# The executable, cut into what changes seldom and what changes always
FROM ${BASE} AS layers
WORKDIR /layers
COPY target/sluice-*-exec.jar sluice.jar
RUN java -Djarmode=tools -jar sluice.jar extract --layers --destination extracted

# The cache holds for the very Java runtime, files, paths and times that it was made with
FROM ${BASE} AS trained
WORKDIR /sluice
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/application/ ./
COPY src/main/docker/ ./
RUN sh train.sh

FROM ${BASE}
WORKDIR /sluice
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/application/ ./
COPY src/main/docker/jvm.flags ./
COPY --from=trained /sluice/app.aot ./

# In a container, 127.0.0.1 is reached by nobody
ENV SERVER_ADDRESS=0.0.0.0
EXPOSE 7070 8080
# a number, so that an orchestrator sees that it is not root
USER 10001:10001
ENTRYPOINT ["java", "-XX:Flags=/sluice/jvm.flags", "-XX:AOTCache=/sluice/app.aot", "-jar", "/sluice/sluice.jar"]
# a small JVM of its own, which an agent or a heap meant for the gateway would only hold up
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 \
  CMD ["env", "-u", "JAVA_TOOL_OPTIONS", "-u", "JDK_JAVA_OPTIONS", "java", "-XX:+UseSerialGC", \
       "-XX:TieredStopAtLevel=1", "-Xmx32m", "-jar", "/sluice/sluice.jar", "health"]

ARG BASE
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A TCP gateway for Spring" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE}"
