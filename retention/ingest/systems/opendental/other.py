"""Open Dental's further tables and printed lists: known, and not needed."""

from retention.ingest.recognise.layouts import Layout

_TABLES = """
adjustment: AdjNum AdjDate; payment: PayNum PayType; paysplit: SplitNum SplitAmt;
claimproc: ClaimProcNum ClaimNum; claimpayment: ClaimPaymentNum CheckDate;
definition: DefNum Category; recalltrigger: RecallTriggerNum RecallTypeNum;
proctp: TreatPlanNum PatNum DateTP ProcTPNum; procnote: ProcNoteNum PatNum;
fee: FeeNum Amount; feesched: FeeSchedNum FeeSchedType;
histappointment: AptNum PatNum AptStatus AptDateTime HistApptNum;
insplan: PlanNum GroupName; inssub: InsSubNum Subscriber; patplan: PatPlanNum PatNum;
carrier: CarrierNum CarrierName; employer: EmployerNum EmpName;
operatory: OperatoryNum OpName; schedule: ScheduleNum SchedDate;
userod: UserNum UserName; employee: EmployeeNum LName; statement: StatementNum DateSent;
payplan: PayPlanNum PayPlanDate; payplancharge: PayPlanChargeNum Guarantor;
appointmenttype: AppointmentTypeNum AppointmentTypeName;
patientnote: PatNum FamFinancial; securitylog: SecurityLogNum PermType;
document: DocNum DateCreated; sheet: SheetNum SheetType; benefit: BenefitNum PlanNum;
repeatcharge: RepeatChargeNum ProcCode; toothinitial: ToothInitialNum PatNum;
perioexam: PerioExamNum PatNum; patfield: PatFieldNum PatNum;
disease: DiseaseNum PatNum; medicationpat: MedicationPatNum PatNum;
allergy: AllergyNum AllergyDefNum; labcase: LabCaseNum PatNum; rxpat: RxNum PatNum;
smstomobile: SmsToMobileNum PatNum; smsfrommobile: SmsFromMobileNum PatNum;
emailmessage: EmailMessageNum ToAddress; popup: PopupNum PatNum;
site: SiteNum Description; claimtracking: ClaimTrackingNum ClaimNum;
etrans: EtransNum DateTimeTrans; treatplanparam: TreatPlanParamNum PatNum;
procmultivisit: ProcMultiVisitNum GroupProcMultiVisitNum;
orthochart: OrthoChartNum PatNum; reactivation: ReactivationNum PatNum;
zipcode: ZipCodeNum ZipCodeDigits; covcat: CovCatNum Description;
pharmacy: PharmacyNum PharmID;
webschedrecall: RecallNum PatNum DateDue WebSchedRecallNum;
discountplan: DiscountPlanNum Description; creditcard: CreditCardNum Address;
asapcomm: AsapCommNum FKey; commoptout: CommOptOutNum PatNum;
confirmationrequest: ConfirmationRequestNum ClinicNum;
apptremindersent: ApptReminderSentNum ApptNum;
periomeasure: PerioMeasureNum PerioExamNum;
appointmentrule: AppointmentRuleNum RuleDesc; apptfield: ApptFieldNum AptNum;
clockevent: ClockEventNum EmployeeNum; deposit: DepositNum DateDeposit;
custreference: CustReferenceNum PatNum;
referralcliniclink: ReferralClinicLinkNum ReferralNum; tasknote: TaskNoteNum TaskNum;
taskhist: TaskHistNum UserNumHist; sheetfield: SheetFieldNum SheetNum;
procgroupitem: ProcGroupItemNum ProcNum; patientrace: PatientRaceNum PatNum;
program: ProgramNum ProgName; preference: PrefName PrefNum;
autocode: AutoCodeNum Description; insbluebook: InsBlueBookNum ProcCodeNum
"""
"""Each with headers that no other table has together.

A table that looks like one we need has that one's headers and its own, so that it fits
better.
"""

NOT_NEEDED: tuple[Layout, ...] = tuple(
    Layout(
        f"opendental.{name.strip()}",
        f"Open Dental: {name.strip()}",
        None,
        tuple(headers.split()),
    )
    for name, headers in (entry.split(":") for entry in _TABLES.split(";"))
)


_INSTEAD = "is a report, not a table: export {} as a user query (Raw) instead"
_REPORTS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "treatment_finder",
        "Treatment Finder",
        ("PatNum", "annualMax", "amountRemaining", "treatmentPlan"),
        "`procedurelog`, `procedurecode`, `patient` and `appointment`",
    ),
    (
        "new_patients",
        "New Patients",
        ("Date", "Last Name", "First Name", "Referral", "Production Fee"),
        "`patient`, `procedurelog` and `refattach`",
    ),
    (
        "active_patients",
        "Active Patients",
        ("Name", "Provider", "Address", "Carrier"),
        "`patient` and `procedurelog`",
    ),
    (
        "broken_by_code",
        "Broken Appointments",
        ("Date", "Provider", "Code", "Patient", "Fee"),
        "`appointment` and `procedurelog`",
    ),
    (
        "broken_by_status",
        "Broken Appointments",
        ("AptDate", "Patient", "Doctor", "Hygienist", "IsHyg"),
        "`appointment`",
    ),
    (
        "recall_list",
        "Recall List",
        ("Due Date", "Patient", "Age", "Type", "Interval", "#Remind", "LastRemind"),
        "`recall`, `recalltype` and `patient`",
    ),
)
_COMMON = (
    "active_patients",
    "broken_by_code",
)  # whose headings many lists of other systems have among theirs

REPORTS: tuple[Layout, ...] = tuple(
    Layout(
        f"opendental.report.{key}",
        f"Open Dental: report {title}",
        None,
        marks,
        instead=_INSTEAD.format(tables),
        whole=key in _COMMON,
    )
    for key, title, marks, tables in _REPORTS
)
