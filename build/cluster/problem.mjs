/** Something an operator can mend: shown as its sentence alone, without a stack. */
export class ClusterProblem extends Error {
  /** @override */
  name = 'ClusterProblem';
}
