/** Something that whoever builds a package can mend; its message says how. */
export class PackageProblem extends Error {}
