import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../build/lint-workflows.mjs';

const sha = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const good = `name: Test
on: push
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@${sha} # v4.2.2
        with:
          persist-credentials: false
      - run: npm test
`;

describe('the lint of workflows', () => {
  it('has nothing against one that is as it should be', async () => {
    expect(await faultsOf(good)).toEqual([]);
  });

  it.each([
    ['an expression that means nothing', good.replace('npm test', 'echo ${{ github.nobody }}'), /"nobody" is not defined/],
    [
      'an input that the action does not have',
      good.replace('persist-credentials', 'keep-credentials'),
      /"keep-credentials" is not defined/,
    ],
    ['a runner that there is not', good.replace('ubuntu-latest', 'ubuntu-10.04'), /"ubuntu-10.04" is unknown/],
    ['a need that is no job', good.replace('timeout-minutes', 'needs: build\n    timeout-minutes'), /needs job "build"/],
    ['an action by its tag', good.replace(`${sha} # v4.2.2`, 'v4'), /line 10: pin actions\/checkout to a commit/],
    ['a pin that does not say which version it is', good.replace(' # v4.2.2', ''), /pin actions\/checkout/],
    ['rights that are not named', good.replace('permissions:\n  contents: read\n', ''), /names no permissions/],
    ['a job that may hang', good.replace('    timeout-minutes: 5\n', ''), /job test has no timeout-minutes/],
  ])('finds %s', async (_what, text, message) => {
    expect(text).not.toBe(good);
    expect((await faultsOf(text)).join('\n')).toMatch(message);
  });
});
