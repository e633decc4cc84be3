import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { optionRows } from '../../../../renderer/model/option-rows.ts';
import { ResultBars } from '../../../../renderer/ui/result-bars.tsx';
import { ResultTable } from '../../../../renderer/ui/result-table.tsx';

const options = [
  { number: 1, label: 'Yes' },
  { number: 2, label: 'لا' },
];

describe('result views', () => {
  it('show bars of zero length and no NaN before the first vote', () => {
    const html = renderToStaticMarkup(<ResultBars rows={optionRows(options, undefined, 'poll')} />);
    expect(html).toContain('scaleX(0)');
    expect(html).not.toContain('NaN');
  });

  it('say the same in the table, with the count of each option by its number', () => {
    const result = {
      voters: 12_345_678,
      options: [
        { number: 1, votes: 12_345_000 },
        { number: 2, votes: 678 },
      ],
    };
    const html = renderToStaticMarkup(
      <ResultTable rows={optionRows(options, result, 'poll')} voters={result.voters} caption="Result" isMain />,
    );
    expect(html).toContain('<td class="table-right" data-testid="option-votes-1">12,345,000</td>');
    expect(html).toContain('aria-label="Result"');
  });

  it('let labels run in their own direction', () => {
    expect(renderToStaticMarkup(<ResultBars rows={optionRows(options, undefined, 'poll')} />)).toContain('dir="auto">لا');
  });

  it('keep a result that is not shown out of the page', () => {
    const result = {
      voters: 5,
      options: [
        { number: 1, votes: 4 },
        { number: 2, votes: 1 },
      ],
    };
    const html = renderToStaticMarkup(<ResultBars rows={optionRows(options, result, 'poll')} isShown={false} />);
    expect(html).not.toContain('80');
  });
});
