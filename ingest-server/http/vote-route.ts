import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { VoteBody } from '../../core/contract/http.ts';
import { maxBodyBytes, problem, voteBody } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { Services } from './services.ts';

function choiceOf(body: VoteBody): readonly number[] {
  return 'option' in body ? [body.option] : body.options;
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

/** The flood guard; a room shares one address, so it is generous. */
export function createFloodGuard({ perAddress, limitLoopback }: Pick<Services, 'perAddress' | 'limitLoopback'>) {
  return (request: FastifyRequest, _reply: unknown, done: (failure?: Failure) => void): void => {
    const passes = perAddress === undefined || (!limitLoopback && isLoopback(request.ip)) || perAddress.take(request.ip);
    done(passes ? undefined : tooManyFromThere());
  };
}

function tooManyFromThere(): Failure {
  return new Failure(
    'too-many-requests',
    'Too many votes from this address within a second. This one was not recorded; try again in a moment.',
    { retriable: true, retryAfterSeconds: 1 },
  );
}

/** POST /polls/{id}/vote: the hot path. 204 only when the vote is durable and in time. */
export function voteRoute(root: FastifyInstance, services: Services): void {
  const app = root.withTypeProvider<ZodTypeProvider>();
  const { intake, metrics } = services;
  app.route({
    method: 'POST',
    url: '/polls/:id/vote',
    bodyLimit: maxBodyBytes,
    onRequest: createFloodGuard(services),
    schema: {
      summary: 'Vote',
      description: 'Send `voteId` again with the same value when no answer came or it was 429 or 503: it counts once.',
      tags: ['participant'],
      params: z.object({ id: z.string() }),
      body: voteBody,
      response: {
        204: z.undefined().describe('Recorded, durably'),
        400: problem,
        404: problem,
        409: problem,
        413: problem,
        415: problem,
        429: problem,
        503: problem,
      },
    },
    handler: async (request, reply) => {
      const started = performance.now();
      const { body } = request;
      const { setCookies } = await intake.record({
        pollId: request.params.id,
        choice: choiceOf(body),
        voteId: body.voteId,
        cookies: request.headers.cookie,
        secure: request.protocol === 'https',
      });
      metrics.voteAccepted(performance.now() - started);
      return reply.code(204).header('set-cookie', setCookies).send(undefined);
    },
  });
}
