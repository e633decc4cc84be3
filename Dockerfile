# The ingest server alone: all of its roles, chosen by KPOLL_ROLES. See docs/operations.md.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY build build
COPY core core
COPY engines engines
COPY ingest-server ingest-server
COPY participant participant
RUN node build/bundle.mjs node pages && npm prune --omit=dev --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production \
    KPOLL_DATA=/data \
    KPOLL_HOST=0.0.0.0 \
    KPOLL_PORT=7300
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/out out
# /data: what a server may lose and makes again from the log. /secrets: key ring and author tokens, shared by all servers.
RUN mkdir /data /secrets && chown node:node /data /secrets && chmod 700 /data /secrets
USER node
VOLUME ["/data", "/secrets"]
EXPOSE 7300
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KPOLL_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "out/ingest-server/server.js"]
