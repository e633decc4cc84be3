import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '../main/content-security-policy.ts';
import type { Gate } from './session-gate.ts';
import type { WrongTokens } from './wrong-tokens.ts';
import { refuseGuesser } from './dashboard-files.ts';

/** The one page that people without a session see of a dashboard on another computer. */
export function sendEnterPage(response: ServerResponse, sentence: string): void {
  response.setHeader('content-security-policy', contentSecurityPolicy.replace("form-action 'none'", "form-action 'self'"));
  response.writeHead(403, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Kpoll</title>
<h1>Kpoll</h1>
<p>${sentence}</p>
<form method="post" action="/enter">
<p><label>Access token <input name="token" type="password" autocomplete="current-password" required autofocus></label></p>
<p><button>Enter</button></p>
</form>
</html>
`);
}

const mostBytes = 8192;

/** A form that was filled in on this page. */
export async function enterByForm(
  { gate, wrongTokens }: { readonly gate: Gate; readonly wrongTokens: WrongTokens },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isOwnForm =
    gate.isOwnOrigin(request.headers) && request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const body = isOwnForm ? await readBody(request) : undefined;
  const cookie = body === undefined ? undefined : gate.redeem(new URLSearchParams(body).get('token') ?? '');
  if (cookie === undefined && wrongTokens.isTooMany(request.socket.remoteAddress)) {
    refuseGuesser(response);
    return;
  }
  if (cookie === undefined) {
    sendEnterPage(response, 'This was not the access token. Ask whoever runs this dashboard.');
    return;
  }
  response.writeHead(303, { location: '/', 'cache-control': 'no-store', 'set-cookie': cookie });
  response.end();
}

/** Undefined where there is more of it than a token can be. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    // Read to the end all the same: who is cut off in the middle of asking gets no answer.
    if (body.length <= mostBytes) body += chunk.toString('utf8');
  }
  return body.length > mostBytes ? undefined : body;
}
