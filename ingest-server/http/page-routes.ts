import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { voteIdSchema } from '../../core/contract/http.ts';
import { Failure } from '../../core/domain/failure.ts';
import { joinCodeLength, normalizeJoinCode } from '../../core/domain/join-code.ts';
import type { Poll } from '../../core/domain/poll.ts';
import { contentSecurityPolicy } from '../pages/content-security-policy.ts';
import { renderJoinPage } from '../pages/join-page.ts';
import { renderMessagePage } from '../pages/message-page.ts';
import { renderPollPage } from '../pages/poll-page.ts';
import { maySeeResult, pollViewOf } from '../results/poll-views.ts';
import { problemOf } from './problems.ts';
import type { Services } from './services.ts';
import { createFloodGuard } from './vote-route.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value]));
const optionNumber = z
  .string()
  .regex(/^[0-9]{1,7}$/)
  .transform(Number);
const formBody = z.object({
  option: oneOrMore.pipe(z.array(optionNumber).max(100)).optional(),
  voteId: voteIdSchema.optional(),
});
const joinQuery = z.object({ code: z.string().max(100).catch('') });
const statusOf = { draft: 'waiting', opening: 'waiting', open: 'vote', paused: 'paused', closing: 'closed', closed: 'closed' } as const;

/** The participant's page: rendered here, works without script. */
export function pageRoutes(app: FastifyInstance, services: Services): void {
  const { directory, board, intake, randomId } = services;

  const sendPage = (reply: FastifyReply, status: number, html: string) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', contentSecurityPolicy)
      .send(html);

  function findShown(code: string): Poll | undefined {
    const poll = directory.findByCode(normalizeJoinCode(code));
    return poll?.hidden ? undefined : poll;
  }

  const noSuchCode = (reply: FastifyReply, typed: string) =>
    sendPage(
      reply,
      404,
      renderJoinPage({
        error: `There is no poll with the code “${typed}”. Look at the screen again; a code has ${joinCodeLength} characters.`,
        typed,
      }),
    );

  function sendPoll(request: FastifyRequest, reply: FastifyReply, poll: Poll, problem?: Failure): FastifyReply {
    const { cookie } = request.headers;
    const receipt = intake.receiptOf(poll, cookie);
    const shown = maySeeResult(poll, receipt !== undefined) ? board.resultOf(poll) : undefined;
    const greeting = intake.greet(cookie, request.protocol === 'https');
    if (greeting !== undefined) void reply.header('set-cookie', greeting);
    const status = statusOf[poll.state] === 'vote' && receipt !== undefined ? 'voted' : statusOf[poll.state];
    const message = problem === undefined ? undefined : { kind: 'error' as const, text: problem.message };
    const html = renderPollPage({
      view: pollViewOf(poll, shown),
      timeZone: poll.content.timeZone,
      now: Date.now(),
      voteId: randomId(),
      chosen: intake.chosenOptions(poll, cookie),
      status,
      live: true,
      ...(message === undefined ? {} : { message }),
    });
    return sendPage(reply, problem === undefined ? 200 : problemOf(problem.code, problem.message).status, html);
  }

  app.get('/', async (_request, reply) => sendPage(reply, 200, renderJoinPage({})));

  app.get('/join', async (request, reply) => {
    const typed = joinQuery.parse(request.query).code;
    const poll = findShown(typed);
    return poll === undefined ? noSuchCode(reply, typed) : reply.redirect(`/p/${poll.code}`, 303);
  });

  app.get<{ Params: { code: string } }>('/p/:code', async (request, reply) => {
    const { code } = request.params;
    const poll = findShown(code);
    if (poll === undefined) return noSuchCode(reply, code);
    return code === poll.code ? sendPoll(request, reply, poll) : reply.redirect(`/p/${poll.code}`, 303);
  });

  app.post<{ Params: { code: string } }>('/p/:code', { onRequest: createFloodGuard(services) }, async (request, reply) => {
    const poll = findShown(request.params.code);
    if (poll === undefined) return noSuchCode(reply, request.params.code);
    refuseForeignOrigin(request);
    const started = performance.now();
    const form = formBody.safeParse(request.body ?? {});
    if (!form.success)
      throw new Failure('invalid-request', 'The form was not as it should be. Your vote was not recorded; go back and try again.');
    const { option: choice = [], voteId } = form.data;
    try {
      const { setCookies } = await intake.record({
        pollId: poll.id,
        choice,
        voteId,
        cookies: request.headers.cookie,
        secure: request.protocol === 'https',
      });
      services.metrics.voteAccepted(performance.now() - started);
      return await reply.header('set-cookie', setCookies).redirect(`/p/${poll.code}`, 303);
    } catch (error) {
      if (error instanceof Failure) {
        services.metrics.refused(error.code);
        if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
        return sendPoll(request, reply, poll, error);
      }
      throw error;
    }
  });

  for (const [file, type] of [
    ['page.js', 'text/javascript; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
  ] as const) {
    app.get(`/assets/${file}`, async (_request, reply) => {
      const text = await readFile(join(services.assetsFolder, file), 'utf8');
      return reply.type(type).header('cache-control', 'no-cache').send(text);
    });
  }
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
  app.get('/p', async (_request, reply) =>
    sendPage(reply, 404, renderMessagePage({ title: 'Which poll?', text: 'The address lacks the code of a poll.' })),
  );
}

/** A form of another site must not vote with this device's cookie. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.host)) return;
  throw new Failure('foreign-origin', 'This vote came from another site and was not recorded. Open the poll itself and vote there.');
}
