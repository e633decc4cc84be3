import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problem } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Services } from './services.ts';

const ok = z.object({
  status: z.literal('ok'),
  proof: z.string().optional(),
  /** While the log takes nothing (a full disk): the process is alive all the same. */
  refusing: z.object({ code: z.string(), message: z.string() }).optional(),
});
/** Random; whoever asks with it can tell by the proof that this server, and no other, wrote its server.json. */
const aliveQuery = z.object({ challenge: z.string().min(16).max(64).optional().catch(undefined) });

/** For operators: is it alive, may it be given traffic, how is it doing. */
export function healthRoutes(
  root: FastifyInstance,
  { metrics, notReadyBecause, refusing, prove }: Pick<Services, 'metrics' | 'notReadyBecause' | 'refusing' | 'prove'>,
): void {
  const app = root.withTypeProvider<ZodTypeProvider>();
  const tags = ['operator'];

  const alive = { summary: 'The process is alive', tags, querystring: aliveQuery, response: { 200: ok } };
  app.get('/healthz', { schema: alive }, async ({ query: { challenge } }) => {
    return { status: 'ok' as const, refusing: refusing(), ...(challenge !== undefined && { proof: prove(challenge) }) };
  });

  app.get('/readyz', { schema: { summary: 'Votes are taken', tags, response: { 200: ok, 503: problem } } }, async () => {
    const reason = refusing()?.message ?? notReadyBecause();
    if (reason !== undefined) throw new Failure('not-ready', reason, { retriable: true, retryAfterSeconds: 1 });
    return { status: 'ok' as const };
  });

  app.get('/metrics', { schema: { summary: 'Prometheus metrics', tags } }, async (_request, reply) => {
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}
