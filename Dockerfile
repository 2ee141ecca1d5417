FROM python:3.11.14-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE ./
RUN python -m venv /opt/makegood \
 && /opt/makegood/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pipeline pipeline
COPY schemas schemas
# hatchling builds makegood itself; it does not go into the image.
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && /opt/makegood/bin/pip install --no-cache-dir --no-deps /wheels/makegood-*.whl

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home makegood \
 && install --directory --owner makegood /run/makegood
COPY --from=build /opt/makegood /opt/makegood
ENV PATH=/opt/makegood/bin:$PATH PYTHONUNBUFFERED=1
USER makegood
ENTRYPOINT ["makegood"]
CMD ["worker"]
