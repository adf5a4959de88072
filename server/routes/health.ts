/** Answers `GET /health`: the server runs. Builds no environment, so it answers even if none can be built. */
export function health(): Response {
  return Response.json({ status: "healthy" });
}
