# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/jarchy
COPY requirements/run.txt requirements/run.txt
RUN /opt/jarchy/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY config config
COPY handlers handlers
COPY store store
RUN /opt/jarchy/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin jarchy \
    && install -d -o jarchy -g jarchy -m 700 /data
COPY --from=build /opt/jarchy /opt/jarchy
ENV PATH=/opt/jarchy/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    JARCHY_DATABASE_URL=sqlite:////data/jarchy.db
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
ENTRYPOINT ["jarchy"]
CMD ["run"]
