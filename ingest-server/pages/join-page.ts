import { joinCodeLength } from '../../core/domain/join-code.ts';
import { escapeHtml } from './html.ts';
import { renderFrame } from './page-frame.ts';

interface JoinPageModel {
  /** Why the code that was typed did not lead to a poll. */
  readonly error?: string;
  readonly typed?: string;
}

/** Asks for the code of a poll. */
export function renderJoinPage({ error, typed = '' }: JoinPageModel): string {
  const problem = error === undefined ? '' : `<p class="notice error" id="error" role="alert">${escapeHtml(error)}</p>`;
  const described = error === undefined ? 'hint' : 'error hint';
  const invalid = error === undefined ? '' : ' aria-invalid="true"';
  return renderFrame({
    title: error === undefined ? 'Join a poll' : 'No such poll',
    attributes: ' class="narrow"',
    body: `<h1>Join a poll</h1>
${problem}
<form action="/join" method="get" class="join">
<label for="code">Code</label>
<input id="code" name="code" value="${escapeHtml(typed)}" required maxlength="24" autocomplete="off" autocapitalize="characters" spellcheck="false" enterkeyhint="go" aria-describedby="${described}"${invalid}>
<p class="hint" id="hint">It is on the screen in front of you: ${joinCodeLength} letters and digits. Capitals and spaces do not matter.</p>
<button class="primary">Join</button>
</form>`,
  });
}
