import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { authorPollView, leaderboardView, pollView, problem } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import { authorViewOf, leaderboardOf, maySeeResult, pollViewOf } from '../results/poll-views.ts';
import type { Services } from './services.ts';

/** What everyone may read. */
export function pollRoutes(root: FastifyInstance, { board, directory, intake, checkAuthor }: Services): void {
  const app = root.withTypeProvider<ZodTypeProvider>();

  app.route({
    method: 'GET',
    url: '/polls/:id',
    schema: {
      summary: 'A poll, with its result as far as the asker may see it',
      tags: ['participant'],
      params: z.object({ id: z.string() }),
      response: { 200: z.union([authorPollView, pollView]), 404: problem, 429: problem },
    },
    handler: async (request, reply) => {
      const poll = directory.find(request.params.id);
      const asAuthor = checkAuthor(request);
      // What an author is still writing is nobody's business yet.
      const isPrivate = poll?.hidden === true || poll?.state === 'draft';
      if (poll === undefined || (isPrivate && !asAuthor)) throw new Failure('poll-not-found', 'There is no poll with this id.');
      void reply.header('cache-control', 'no-store');
      if (asAuthor) return authorViewOf(poll, board.resultOf(poll));
      const hasVoted = intake.receiptOf(poll, request.headers.cookie) !== undefined;
      return pollViewOf(poll, maySeeResult(poll, hasVoted) ? board.resultOf(poll) : undefined);
    },
  });

  app.route({
    method: 'GET',
    url: '/leaderboard',
    schema: {
      summary: 'Options by votes, over all polls whose result everyone may see',
      tags: ['participant'],
      response: { 200: leaderboardView },
    },
    handler: async () => leaderboardOf(directory.list(), (poll) => board.resultOf(poll)),
  });
}
