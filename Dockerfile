# ogcard as a container: docker build -t ogcard . && docker run -p 8080:8080 ogcard
# Any Debian 12 serves as BASE. Packages come from the one list that ./dev reads.
ARG BASE=debian:12-slim

FROM ${BASE} AS build
WORKDIR /src
COPY .packages dev ./
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(./dev packages build fonts) \
    && rm -rf /var/lib/apt/lists/*
COPY . .
RUN ./dev build -Dwerror=true \
    && install -D -s build-release/server/ogcard /out/ogcard

FROM ${BASE}
COPY .packages dev /tmp/packages/
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(/tmp/packages/dev packages run fonts) \
    && apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/packages /usr/share/doc/* /usr/share/man/* /usr/share/locale/* \
    && useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin ogcard \
    && install -d -o ogcard -g ogcard /var/cache/ogcard
COPY --from=build /out/ogcard /usr/local/bin/ogcard
USER ogcard
ENV CACHE_DIRECTORY=/var/cache/ogcard
VOLUME /var/cache/ogcard
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/usr/local/bin/ogcard", "health"]
ENTRYPOINT ["/usr/local/bin/ogcard"]
CMD ["serve", "--listen", ":8080"]
