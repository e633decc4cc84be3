import { describe, expect, it } from 'vitest';
import { notesText } from '../../../../main/updates/notes-text.ts';

describe('notes of a version', () => {
  it('keep their lines and lists when they come as HTML', () => {
    const html =
      '<h2>Added</h2>\n<ul>\n<li>Fewer &amp; clearer words</li>\n<li>A <b>tour</b></li>\n</ul><p>Thanks&#33;<br>Ada &#x2014; Bob</p>';
    expect(notesText(html)).toBe('Added\n• Fewer & clearer words\n• A tour\n\nThanks!\nAda — Bob');
  });

  it('stay as they are when they come as text', () => {
    expect(notesText('## 1.2.0\n\n- votes < 5 and votes > 3\n- a <3 b\r\n')).toBe('## 1.2.0\n\n- votes < 5 and votes > 3\n- a <3 b');
  });

  it('lose whatever would do something', () => {
    const html =
      'A<script>alert("x")</script>B<style>p{}</style>C<img src=x onerror=alert(1)>D<!-- E -->F<iframe src="https://x">G</iframe>H<script>open';
    expect(notesText(html)).toBe('ABCDFGH');
  });

  it('show what was written as text as text: it is taken apart once only', () => {
    expect(notesText('Use &lt;b&gt; and &amp;lt; &unknown; &#0; &#9999999;')).toBe('Use <b> and &lt; &unknown; &#0; &#9999999;');
  });

  it('lose letters that turn the line round or cannot be seen', () => {
    expect(notesText('a\u202Eb\u0000c\u200Bd&#8238;e\tf')).toBe('abcde\tf');
  });

  it('are bounded, and quickly read whatever they are', () => {
    const began = performance.now();
    for (const part of ['<', '<script', '<a ', '<!--', '&', '<li', '\n', ' ', '\t\n', '<li>\n', 'x '])
      expect(notesText(part.repeat(200_000)).length).toBeLessThanOrEqual(20_000);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
