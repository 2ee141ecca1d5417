"""What the panels of all dashboards have in common."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from grafana_foundation_sdk.builders import bargauge, common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BigValueColorMode,
    BigValueGraphMode,
    DataSourceRef,
    GraphThresholdsStyleMode,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    TooltipDisplayMode,
    VisibilityMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataTransformerConfig,
    DynamicConfigValue,
    Threshold,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

P = TypeVar("P", stat.Panel, bargauge.Panel, timeseries.Panel, table.Panel)

DATASOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
HERE = 'team=~"$team",queue=~"$queue"'
"""The teams and queues chosen."""
WIDTH = 24
"""Of a dashboard."""

SHARE, SECONDS, COUNT, PER_SECOND = "percentunit", "s", "none", "reqps"
"""Units, by Grafana's names."""


class Query(NamedTuple):
    """An expression, and what its series are called."""

    expr: str
    legend: str = ""


class Steps(NamedTuple):
    """From which values on a panel warns; below them it is green."""

    orange: float | None = None
    red: float | None = None


class Place(NamedTuple):
    """A panel's number (alerts link to it: never give one twice) and size; a dashboard is 24 wide."""

    number: int
    width: int
    height: int = 8


def stat_panel(place: Place, title: str, description: str, query: Query, unit: str, steps: Steps) -> stat.Panel:
    """One number, as it is now."""
    panel = (
        stat.Panel()
        .color_mode(BigValueColorMode.BACKGROUND if any(steps) else BigValueColorMode.NONE)
        .graph_mode(BigValueGraphMode.NONE)
        .reduce_options(_last())
    )
    return _described(panel, place, title, description, [query], unit, steps, instant=True)


def bars(
    place: Place, title: str, description: str, query: Query, unit: str, steps: Steps, *, most: float | None = None
) -> bargauge.Panel:
    """A bar a series, as it is now; ``most`` is the end of the scale."""
    panel = (
        bargauge.Panel()
        .display_mode(BarGaugeDisplayMode.BASIC)
        .orientation(VizOrientation.HORIZONTAL)
        .reduce_options(_last())
        .min(0)
    )
    if most is not None:
        panel.max(most)
    return _described(panel, place, title, description, [query], unit, steps, instant=True)


def lines(
    place: Place,
    title: str,
    description: str,
    queries: Sequence[Query],
    unit: str,
    steps: Steps = Steps(),  # noqa: B008 - a constant
) -> timeseries.Panel:
    """Series over time, and a line where the panel begins to warn."""
    panel = (
        timeseries.Panel()
        .line_width(2)
        .fill_opacity(8)
        .show_points(VisibilityMode.NEVER)
        .min(0)
        .legend(
            common.VizLegendOptions()
            .display_mode(LegendDisplayMode.LIST)
            .placement(LegendPlacement.BOTTOM)
            .show_legend(True)
        )
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
    )
    if any(steps):
        panel.thresholds_style(common.GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.DASHED))
    return _described(panel, place, title, description, queries, unit, steps, instant=False)


class Column(NamedTuple):
    """A column of a table: an expression whose series carry the table's key."""

    title: str
    expr: str
    unit: str = COUNT
    steps: Steps = Steps()


def by_key(
    place: Place, title: str, description: str, key: str, columns: Sequence[Column], link: tuple[str, str] | None
) -> table.Panel:
    """A row for each value of the label ``key``; ``link``: title and address behind it."""
    queries = [Query(column.expr) for column in columns]
    panel = _described(table.Panel(), place, title, description, queries, COUNT, Steps(), instant=True)
    names = {f"Value #{_ref(number)}": column.title for number, column in enumerate(columns)} | {
        "Value": columns[0].title,  # of a table of one column
        key: key.capitalize(),
    }
    order = {name: number for number, name in enumerate((key, *names))}
    panel.with_transformation(DataTransformerConfig(id_val="merge", options={}))
    panel.with_transformation(
        DataTransformerConfig(
            id_val="organize",
            options={"excludeByName": {"Time": True}, "indexByName": order, "renameByName": names},
        )
    )
    for column in columns:
        shown = [DynamicConfigValue("unit", column.unit), DynamicConfigValue("noValue", "-")]
        if any(column.steps):
            shown += [
                DynamicConfigValue("thresholds", _thresholds(column.steps).build()),
                DynamicConfigValue("custom.cellOptions", {"type": "color-text"}),
            ]
        panel.override_by_name(column.title, shown)
    if link:
        told = {"title": link[0], "url": link[1], "targetBlank": True}
        panel.override_by_name(key.capitalize(), [DynamicConfigValue("links", [told])])
    return panel


def outward(title: str, url: str) -> dashboard.DashboardLink:
    """A link behind the values of a panel, in a window of its own."""
    return dashboard.DashboardLink(title).type(DashboardLinkType.LINK).url(url).target_blank(True)


def _described(
    panel: P,
    place: Place,
    title: str,
    description: str,
    queries: Iterable[Query],
    unit: str,
    steps: Steps,
    *,
    instant: bool,
) -> P:
    panel.id(place.number).span(place.width).height(place.height).title(title).description(description)
    panel.datasource(DATASOURCE).unit(unit).thresholds(_thresholds(steps))
    if unit == COUNT:
        panel.decimals(0)
    for number, query in enumerate(queries):
        target = prometheus.Dataquery().ref_id(_ref(number)).expr(query.expr).legend_format(query.legend)
        target.datasource(DATASOURCE)
        if instant:
            target.instant()
        else:
            target.range()
        if isinstance(panel, table.Panel):
            target.format(PromQueryFormat.TABLE)
        panel.with_target(target)
    return panel


def _thresholds(steps: Steps) -> dashboard.ThresholdsConfig:
    told = [Threshold(None, "green")]
    told += [Threshold(value, color) for color, value in steps._asdict().items() if value is not None]
    return dashboard.ThresholdsConfig().steps(told)


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(False)


def _ref(number: int) -> str:
    return chr(ord("A") + number)
