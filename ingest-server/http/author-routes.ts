import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { authorPollView, createPollBody, patchPollBody, problem } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import { authorViewOf } from '../results/poll-views.ts';
import type { Services } from './services.ts';

const security = [{ authorToken: [] }];

/** What authors do; every call needs `Authorization: Bearer <token>`. */
export function authorRoutes(root: FastifyInstance, { author, board, directory, checkAuthor }: Services): void {
  const app = root.withTypeProvider<ZodTypeProvider>();

  async function onlyAuthors(request: FastifyRequest): Promise<void> {
    if (checkAuthor(request)) return;
    throw new Failure('unauthorized', 'This call needs the author token, as "Authorization: Bearer <token>". Nothing was changed.');
  }

  app.route({
    method: 'POST',
    url: '/polls',
    onRequest: onlyAuthors,
    schema: {
      summary: 'Make a poll (a draft)',
      tags: ['author'],
      security,
      body: createPollBody,
      response: { 201: authorPollView, 400: problem, 401: problem, 429: problem },
    },
    handler: async (request, reply) => {
      const poll = await author.create(request.body);
      return reply.code(201).header('location', `/polls/${poll.id}`).send(authorViewOf(poll, undefined));
    },
  });

  app.route({
    method: 'PATCH',
    url: '/polls/:id',
    onRequest: onlyAuthors,
    schema: {
      summary: 'Open, pause, close, hide, time the closing of, or (a draft) edit a poll',
      tags: ['author'],
      security,
      params: z.object({ id: z.string() }),
      body: patchPollBody,
      response: { 200: authorPollView, 400: problem, 401: problem, 429: problem, 404: problem, 409: problem },
    },
    handler: async (request) => {
      const poll = await author.patch(request.params.id, request.body);
      return authorViewOf(poll, board.resultOf(poll));
    },
  });

  app.route({
    method: 'GET',
    url: '/polls',
    onRequest: onlyAuthors,
    schema: {
      summary: 'All polls, newest first',
      tags: ['author'],
      security,
      response: { 200: z.array(authorPollView), 401: problem, 429: problem },
    },
    handler: async () =>
      directory
        .list()
        .toSorted((a, b) => b.createdAt - a.createdAt)
        .map((poll) => authorViewOf(poll, board.resultOf(poll))),
  });
}
