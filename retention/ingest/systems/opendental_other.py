"""Open Dental's further tables: known by their headers, and not needed."""

from retention.ingest.layouts import Layout

_TABLES = """
adjustment: AdjNum AdjDate; payment: PayNum PayType; paysplit: SplitNum SplitAmt; claimproc: ClaimProcNum ClaimNum;
claimpayment: ClaimPaymentNum CheckDate; definition: DefNum Category; recalltrigger: RecallTriggerNum RecallTypeNum;
proctp: TreatPlanNum PatNum DateTP ProcTPNum; procnote: ProcNoteNum PatNum; fee: FeeNum Amount; feesched:
FeeSchedNum FeeSchedType; histappointment: AptNum PatNum AptStatus AptDateTime HistApptNum; insplan: PlanNum
GroupName; inssub: InsSubNum Subscriber; patplan: PatPlanNum PatNum; carrier: CarrierNum CarrierName; employer:
EmployerNum EmpName; operatory: OperatoryNum OpName; schedule: ScheduleNum SchedDate; userod: UserNum UserName;
employee: EmployeeNum LName; statement: StatementNum DateSent; payplan: PayPlanNum PayPlanDate; payplancharge:
PayPlanChargeNum Guarantor; appointmenttype: AppointmentTypeNum AppointmentTypeName; patientnote: PatNum
FamFinancial; securitylog: SecurityLogNum PermType; document: DocNum DateCreated; sheet: SheetNum SheetType;
benefit: BenefitNum PlanNum; repeatcharge: RepeatChargeNum ProcCode; toothinitial: ToothInitialNum PatNum;
perioexam: PerioExamNum PatNum; patfield: PatFieldNum PatNum; disease: DiseaseNum PatNum; medicationpat:
MedicationPatNum PatNum; allergy: AllergyNum AllergyDefNum; labcase: LabCaseNum PatNum; rxpat: RxNum PatNum;
smstomobile: SmsToMobileNum PatNum; smsfrommobile: SmsFromMobileNum PatNum; emailmessage: EmailMessageNum ToAddress;
popup: PopupNum PatNum; site: SiteNum Description; claimtracking: ClaimTrackingNum ClaimNum; etrans: EtransNum
DateTimeTrans; treatplanparam: TreatPlanParamNum PatNum; procmultivisit: ProcMultiVisitNum GroupProcMultiVisitNum;
orthochart: OrthoChartNum PatNum; reactivation: ReactivationNum PatNum; zipcode: ZipCodeNum ZipCodeDigits; covcat:
CovCatNum Description; pharmacy: PharmacyNum PharmID; webschedrecall: RecallNum PatNum DateDue WebSchedRecallNum;
discountplan: DiscountPlanNum Description; creditcard: CreditCardNum Address; asapcomm: AsapCommNum FKey;
commoptout: CommOptOutNum PatNum; confirmationrequest: ConfirmationRequestNum ClinicNum; apptremindersent:
ApptReminderSentNum ApptNum; periomeasure: PerioMeasureNum PerioExamNum; appointmentrule: AppointmentRuleNum
RuleDesc; apptfield: ApptFieldNum AptNum; clockevent: ClockEventNum EmployeeNum; deposit: DepositNum DateDeposit;
custreference: CustReferenceNum PatNum; referralcliniclink: ReferralClinicLinkNum ReferralNum; tasknote: TaskNoteNum
TaskNum; taskhist: TaskHistNum UserNumHist; sheetfield: SheetFieldNum SheetNum; procgroupitem: ProcGroupItemNum
ProcNum; patientrace: PatientRaceNum PatNum; program: ProgramNum ProgName; preference: PrefName PrefNum; autocode:
AutoCodeNum Description; insbluebook: InsBlueBookNum ProcCodeNum
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
