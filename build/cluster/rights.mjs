/** @param {unknown} cluster */
export async function giveRights(cluster) {
  void cluster;
}
