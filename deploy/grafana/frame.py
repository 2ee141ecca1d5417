"""What is around the panels: variables, links, alerts as marks in time."""

from collections.abc import Iterable

from grafana_foundation_sdk.builders import dashboard, prometheus
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.common import TimeZoneBrowser
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    Panel,
    VariableOption,
    VariableRefresh,
    VariableSort,
)

from deploy.grafana.panels import DATASOURCE

TAG = "makegood"
UID = "makegood-{}"
CONSOLE = "http://127.0.0.1:9465"
"""Where docker-compose.yml publishes it."""
EVERY = VariableOption(text=["All"], value=["$__all"], selected=True)


def framed(name: str, title: str, description: str, since: str, refresh: str) -> dashboard.Dashboard:
    """A dashboard without panels; ``name`` is that of its file and the end of its uid."""
    return (
        dashboard.Dashboard(title)
        .uid(UID.format(name))
        .description(description)
        .tags([TAG])
        .time(since, "now")
        .refresh(refresh)
        .timezone(TimeZoneBrowser)
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .readonly()
        .with_variable(dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus"))
        .link(_others())
        .annotation(_alerts())
    )


def with_teams(board: dashboard.Dashboard) -> dashboard.Dashboard:
    """Let team and queue be chosen, and say where the console is."""
    return (
        board.with_variable(_labels("team", "Team", "makegood_replies_total"))
        .with_variable(_labels("queue", "Queue", 'makegood_replies_total{team=~"$team"}'))
        .with_variable(
            dashboard.TextBoxVariable("console")
            .label("Console")
            .description("The address of the console, for the links into it.")
            .default_value(CONSOLE)
            .current(VariableOption(text=CONSOLE, value=CONSOLE))
        )
        .link(
            dashboard.DashboardLink("Console")
            .type(DashboardLinkType.LINK)
            .icon("external link")
            .tooltip("Who needs a senior, with the words that show it")
            .url("${console:raw}/")
            .target_blank(True)
        )
    )


def with_section(board: dashboard.Dashboard, title: str, panels: Iterable[Builder[Panel]]) -> dashboard.Dashboard:
    """Put panels below a heading."""
    board.with_row(dashboard.Row(title))
    for panel in panels:
        board.with_panel(panel)
    return board


def _labels(label: str, title: str, metric: str) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(label)
        .label(title)
        .datasource(DATASOURCE)
        .query(f"label_values({metric}, {label})")
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*")  # also what has no team
        .current(EVERY)
    )


def _others() -> dashboard.DashboardLink:
    return (
        dashboard.DashboardLink("Makegood")
        .type(DashboardLinkType.DASHBOARDS)
        .icon("external link")
        .tooltip("The other dashboards")
        .tags([TAG])
        .include_vars(True)
        .keep_time(True)
    )


def _alerts() -> dashboard.AnnotationQuery:
    return (
        dashboard.AnnotationQuery()
        .name("Alerts")
        .datasource(DATASOURCE)
        .enable(True)
        .icon_color("orange")
        .target(prometheus.Dataquery().ref_id("Alerts").expr(FIRING))
        .expr(FIRING)
        .title_format("{{alertname}}")
        .text_format("{{team}} {{severity}}")
    )


FIRING = 'ALERTS{alertname=~"Makegood.*",alertstate="firing"}'
