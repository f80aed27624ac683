package import Forwarder
package import Spool

extension Agent {
    /// The `kra` lane's destination, as a shop runs it.
    package static func kraDestination(
        spool: Spool, desk: KRADesk, settings: Settings, clock: WallClock
    ) -> any Destination {
        KRADestination(
            spool: spool, desk: desk, planner: KRAPlanner(spool: spool, desk: desk, settings: settings),
            branch: settings.branch, portal: settings.kra.portal, clock: clock)
    }

    /// The name of KRA's lane.
    package static let kraLane = KRADestination.lane
}
