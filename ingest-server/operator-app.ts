import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { healthRoutes } from './http/health-routes.ts';
import { installProblems } from './http/problems.ts';
import type { Metrics } from './metrics.ts';

interface Options {
  readonly metrics: Metrics;
  readonly onBug: (error: unknown) => void;
}

/** For a process without participants: health and metrics only. */
export function buildOperatorApp({ metrics, onBug }: Options): FastifyInstance {
  const app = fastify({ forceCloseConnections: 'idle', requestTimeout: 30_000 });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installProblems(app, { onBug, onRefused: metrics.refused });
  healthRoutes(app, { metrics, notReadyBecause: () => undefined });
  return app;
}
