/** The peer that a child process was told to measure: workload, case and peer by their names. */
import { workloads } from "../workloads/index.mjs";

/** An async function that builds what the peer needs and returns a plan. Throws when there is none of these names. */
export function findPeer([workloadName, caseName, peerName]) {
  const workload = workloads.find((each) => each.name === workloadName);
  const peer = workload?.cases.find((each) => each.name === caseName)?.peers[peerName];
  if (!peer) throw new Error(`No such measurement: ${[workloadName, caseName, peerName].join(" / ")}`);
  return peer;
}
