// A worker with a little work in it: the body is the same for every request.
export default {
  async fetch(request) {
    const url = new URL(request.url);
    if (url.pathname !== "/hello") return new Response("not here\n", { status: 404 });
    let sum = 0;
    for (let i = 1; i <= 1000; ++i) sum += i;
    return new Response(`hello ${sum}\n`, { headers: { "content-type": "text/plain" } });
  },
};
