import type { V1ContainerStatus, V1Pod, V1PodStatus } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { podStateOf, refusalOf } from "./pod_state.ts";

/** A pod whose server is in a state. */
function podWith(container: Partial<V1ContainerStatus>, status: V1PodStatus = {}): V1Pod {
  const full = { name: "server", image: "", imageID: "", ready: false, restartCount: 0, ...container };
  const limits = { limits: { memory: "512Mi" } };
  return {
    metadata: { name: "echo-1" },
    spec: { containers: [{ name: "server", resources: limits }] },
    status: { phase: "Running", containerStatuses: [full], ...status },
  };
}

/** A state in which a container waits. */
const waits = (reason: string, message?: string) => ({ state: { waiting: { reason, message } } });

Deno.test("podStateOf() tells why a pod can't start", () => {
  assert.deepEqual(podStateOf(podWith(waits("ErrImagePull", "no such host"))), {
    name: "echo-1",
    state: "no-image",
    reason: "pod echo-1: ErrImagePull: no such host",
  });
  assert.equal(podStateOf(podWith(waits("InvalidImageName"))).state, "no-image");
  assert.equal(podStateOf(podWith(waits("CreateContainerConfigError", "runs as root"))).state, "refused");
  const cannotRun = { exitCode: 128, reason: "ContainerCannotRun", message: "no such file" };
  assert.deepEqual(podStateOf(podWith({ state: { terminated: cannotRun } })), {
    name: "echo-1",
    state: "refused",
    reason: "pod echo-1: ContainerCannotRun: no such file",
  });
});

Deno.test("podStateOf() tells what a pod waits for", () => {
  assert.deepEqual(podStateOf(podWith(waits("ContainerCreating"))).reason, "pod echo-1: ContainerCreating");
  const message = "0/3 nodes are available";
  const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  const pod = { metadata: { name: "echo-1" }, status: { phase: "Pending", conditions: [unscheduled] } };
  assert.deepEqual(podStateOf(pod), {
    name: "echo-1",
    state: "starting",
    reason: "pod echo-1: Unschedulable: 0/3 nodes are available",
  });
  const running = { state: { running: {} } };
  assert.equal(podStateOf(podWith(running)).state, "running");
  const ready = { conditions: [{ type: "Ready", status: "True" }] };
  assert.equal(podStateOf(podWith(running, ready)).state, "ready");
});

Deno.test("podStateOf() tells how a server ended, also if it runs again", () => {
  const terminated = { exitCode: 3, reason: "Error" };
  assert.deepEqual(podStateOf(podWith({ state: { terminated } })), {
    name: "echo-1",
    state: "ended",
    reason: "pod echo-1 exited with code 3",
    exitCode: 3,
    wasRestarted: false,
  });
  const loop = podWith({ ...waits("CrashLoopBackOff"), lastState: { terminated }, restartCount: 4 });
  assert.equal(
    podStateOf(loop, { restarts: 4 }).reason,
    "pod echo-1 exited with code 3 again and again (CrashLoopBackOff)",
  );
  const again = podWith({ state: { running: {} }, lastState: { terminated }, restartCount: 1 });
  assert.deepEqual([podStateOf(again).state, podStateOf(again).wasRestarted], ["ended", true]);
  assert.equal(podStateOf(again, { restarts: 1 }).state, "running");
});

Deno.test("podStateOf() tells what ended a pod", () => {
  const killed = podStateOf(podWith({ state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }));
  assert.deepEqual([killed.reason, killed.outOfMemory], ["pod echo-1 ran out of memory (limit 512Mi)", true]);
  const evicted = {
    metadata: { name: "echo-1" },
    status: { phase: "Failed", reason: "Evicted", message: "low on disk" },
  };
  assert.equal(podStateOf(evicted).reason, "pod echo-1 has failed: Evicted: low on disk");
  const deleted = { metadata: { name: "echo-1", deletionTimestamp: new Date(0) } };
  assert.deepEqual(podStateOf(deleted), { name: "echo-1", state: "ended", reason: "pod echo-1 was deleted" });
});

Deno.test("refusalOf() tells why a Deployment gets no pods", () => {
  const refused = (message: string) =>
    refusalOf({ status: { conditions: [{ type: "ReplicaFailure", status: "True", message }] } });
  assert.equal(refused("pods is forbidden: exceeded quota: small"), "pods is forbidden: exceeded quota: small");
  assert.equal(refused("error looking up service account games/default"), undefined);
  assert.equal(refusalOf({}), undefined);
});
