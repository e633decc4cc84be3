import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problem } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Services } from './services.ts';

const ok = z.object({ status: z.literal('ok') });

/** For operators: is it alive, may it be given traffic, how is it doing. */
export function healthRoutes(root: FastifyInstance, { metrics, notReadyBecause }: Pick<Services, 'metrics' | 'notReadyBecause'>): void {
  const app = root.withTypeProvider<ZodTypeProvider>();
  const tags = ['operator'];

  app.get('/healthz', { schema: { summary: 'The process is alive', tags, response: { 200: ok } } }, async () => ({
    status: 'ok' as const,
  }));

  app.get('/readyz', { schema: { summary: 'Votes are taken', tags, response: { 200: ok, 503: problem } } }, async () => {
    const reason = notReadyBecause();
    if (reason !== undefined) throw new Failure('not-ready', reason, { retriable: true, retryAfterSeconds: 1 });
    return { status: 'ok' as const };
  });

  app.get('/metrics', { schema: { summary: 'Prometheus metrics', tags } }, async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}
