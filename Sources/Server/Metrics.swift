import Agent
import Fiscal
import Spool

/// The metrics page in Prometheus' text form, version 0.0.4, made from the same picture as the status.
enum Metrics {
    private struct Sample {
        let labels: String
        let value: String
    }

    static func text(_ picture: StatusDesk.Picture) -> String {
        var page = ""
        func add(_ name: String, _ kind: String, _ help: String, _ samples: [Sample]) {
            page += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
            for sample in samples { page += "\(name)\(sample.labels) \(sample.value)\n" }
        }
        func perLane(_ value: (LaneView) -> Int64) -> [Sample] {
            picture.lanes.map { Sample(labels: "{lane=\"\($0.name)\"}", value: "\(value($0))") }
        }
        func one(_ value: Int64) -> [Sample] { [Sample(labels: "", value: "\(value)")] }
        add("risiti_spool_entries_total", "counter", "Entries in the journal.", one(picture.chain.sequence))
        add("risiti_spool_file_bytes", "gauge", "Size of the spool's file.", one(picture.size.fileBytes))
        add("risiti_spool_log_bytes", "gauge", "Size of its write-ahead log.", one(picture.size.logBytes))
        add("risiti_spool_free_bytes", "gauge", "Free bytes on its disk.", one(picture.size.freeBytes))
        add(
            "risiti_spool_state", "gauge", "1 for the state that the spool is in.",
            SpoolHealth.State.allCases.map {
                Sample(labels: "{state=\"\($0.rawValue)\"}", value: picture.health.state == $0 ? "1" : "0")
            })
        if let mirror = picture.mirror {
            add("risiti_mirror_behind", "gauge", "Commits that the mirror's medium lacks.", one(mirror.behind))
            add(
                "risiti_mirror_state", "gauge", "1 for the state that the mirror is in.",
                MirrorView.State.allCases.map {
                    Sample(labels: "{state=\"\($0.rawValue)\"}", value: mirror.state == $0 ? "1" : "0")
                })
        }
        add("risiti_lane_backlog", "gauge", "Jobs of a lane that are not finished.", perLane { Int64($0.backlog) })
        add("risiti_lane_done_total", "counter", "Jobs of a lane that are finished.", perLane { Int64($0.done) })
        add("risiti_lane_parked", "gauge", "Jobs of a lane that wait for a person.", perLane { Int64($0.parked) })
        add(
            "risiti_lane_oldest_age_seconds", "gauge", "Age of a lane's oldest unfinished sale.",
            perLane { $0.oldestAt.map { picture.at.since($0).components.seconds } ?? 0 })
        add("risiti_lane_running", "gauge", "1 where a lane is running.", perLane { $0.state == .running ? 1 : 0 })
        add("risiti_task_open", "gauge", "Tasks that wait for a person.", one(Int64(picture.tasks.count)))
        add(
            "risiti_outage_budget_left_seconds", "gauge", "How long the oldest sale may still wait for KRA.",
            one((picture.budgetLeft ?? picture.outageBudget).components.seconds))
        add(
            "risiti_clock_kra_skew_milliseconds", "gauge", "How far KRA's clock is ahead of ours.",
            one(picture.kraSkew.wholeMilliseconds))
        add(
            "risiti_kra_requests_total", "counter", "Requests sent to KRA since the start.",
            one(picture.traffic.requests))
        add(
            "risiti_kra_answer_microseconds_total", "counter", "Time that KRA's answers took since the start.",
            one(picture.traffic.waited.wholeMicroseconds))
        add("risiti_process_resident_bytes", "gauge", "Resident memory.", one(picture.memoryBytes))
        return page
    }
}
