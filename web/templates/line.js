(function(){
var sentences=SENTENCES,app=document.querySelector("[data-testid=stApp]"),root=document.getElementById("root"),box=document.createElement("div"),plain=document.getElementById("lost"),quick=document.currentScript.getAttribute("data-quick"),down=false,due=false,sent=false,changes=false,asked=0,tries=0,had,timer,pressed;
box.id="line";
box.setAttribute("role","status");
root.parentNode.insertBefore(box,root);
/* What the style sheet shows where this script does not come. */
plain.parentNode.removeChild(plain);
function part(name,words){
var made=document.createElement(name);
made.textContent=words;
return made;
}
/* The language may have been changed on the page. */
function spoken(){
var chosen=/[?&]lang=(\w+)/.exec(location.search);
return chosen&&sentences[chosen[1]]?chosen[1]:document.documentElement.lang;
}
function host(message){
message.stCommVersion=1;
postMessage(message,location.origin);
}
function shows(what){return document.querySelector(what)}
function hush(){box.textContent=""}
function say(words){
hush();
box.lang=spoken();
box.appendChild(words);
}
function wayOut(t){
var words=part("p",t.hurry+" "),link=part("a",t.quick),told=part("span",""),waits;
link.href=quick+"?lang="+box.lang;
/* It is opened only where it is there, and while nothing else is: going back would lead to nothing. */
link.addEventListener("click",function(event){
event.preventDefault();
if(waits)return;
waits=new AbortController();
told.textContent=" "+t.opening;
var limit=setTimeout(function(){waits.abort()},8000);
fetch(link.href,{signal:waits.signal}).then(function(answer){return answer.ok?answer.text():""}).then(function(page){
if(page.indexOf('id="f"')<0)throw 0;
if(down)location.href=link.href;
}).catch(function(){told.textContent=" "+t.not_yet}).then(function(){
clearTimeout(limit);
waits=0;
});
});
words.appendChild(link);
words.appendChild(told);
return words;
}
function tellLost(){
var t=sentences[spoken()],words=part("p",t.kept);
if(!shows(".st-key-answers,.stForm"))return;
words.insertBefore(part("b",t.lost+" "),words.firstChild);
say(words);
if(!sent)box.appendChild(wayOut(t));
}
function tellBack(){
/* What was on its way when the line broke is lost, and what is left of it would empty the page. A receipt stays. */
due=!shows(".st-key-receipt");
if(!box.firstChild)return;
say(part("p",sentences[spoken()].back));
timer=setTimeout(hush,5000);
}
/* A server that was restarted knows nothing of the form. */
function tellAnew(){
clearTimeout(timer);
say(part("p",sentences[spoken()].anew));
}
function home(each){return each.closest("[class*=st-key-]")}
/* What was answered, by the names of the questions: Streamlit forgets it where a run of its script was cut short. */
function answered(){
var found=[];
document.querySelectorAll(".stForm input:checked,.stForm textarea").forEach(function(each){
var place=home(each);
found.push({name:/st-key-[\w-]+/.exec(place.className)[0],at:[].indexOf.call(place.querySelectorAll("input"),each),text:each.value});
});
return found;
}
function fill(answers){
answers.forEach(function(each){
var place=document.getElementsByClassName(each.name)[0],area=place&&place.querySelector("textarea");
if(!place)return;
if(area){
if(area.value||!each.text)return;
Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype,"value").set.call(area,each.text);
area.dispatchEvent(new Event("input",{bubbles:true}));
area.dispatchEvent(new Event("focusout",{bubbles:true}));
}else if(!place.querySelector("input:checked"))place.querySelectorAll("input")[each.at].click();
});
}
function settle(){
var answers=had;
had=null;
if(!answers)return;
if(shows(".st-key-answers")&&!changes)tellAnew();
/* Questions may come a while after the run that draws them. */
[0,500,1500,3000].forEach(function(wait){setTimeout(fill,wait,answers)});
setTimeout(function(){
if(down||tries>2||shows(".st-key-send,.st-key-answers,.st-key-receipt"))return;
tries++;
had=answers;
due=true;
look();
},1000);
}
function answeredTo(){
clearTimeout(pressed);
pressed=0;
}
function look(){
var now=app.getAttribute("data-test-connection-state")!=="CONNECTED",runs=app.getAttribute("data-test-script-state");
answeredTo();
if(now!==down){
down=now;
clearTimeout(timer);
if(down){if(!had&&shows(".stForm"))had=answered();timer=setTimeout(tellLost,1000)}
else tellBack();
}
if(down)return;
/* Asked again until Streamlit takes it up: it does not listen while it shows what was left of another run. */
if(due){
if(runs==="rerunRequested")due=false;
else if(runs==="notRunning")host({type:"RERUN_SCRIPT"});
}else if(runs==="notRunning")settle();
}
new MutationObserver(look).observe(app,{attributes:true});
/* A line that died without a word is found out: what is not answered in time makes Streamlit open another. */
function ask(){
if(down||document.hidden||shows(".st-key-receipt")||Date.now()-asked<15000)return;
asked=Date.now();
host({type:"SEND_APP_HEARTBEAT",ackTimeoutMilliseconds:15000});
}
["click","keydown","focusin"].forEach(function(kind){
root.addEventListener(kind,function(event){if(!down&&event.isTrusted)hush()},true);
});
root.addEventListener("click",function(event){
var button=event.target.closest("button");
if(!button)return;
/* Who has pressed "Send" may have sent it: they are led to no second form. */
if(button.closest(".st-key-send"))sent=true;
changes=button.closest(".st-key-change-purpose");
if(!pressed)pressed=setTimeout(ask,3000);
},true);
/* A run that Streamlit draws all at once shows no state: it tells its pages, and that is an answer too. */
addEventListener("message",function(event){if(event.data&&event.data.type==="SET_APP_PAGES")answeredTo()});
addEventListener("offline",ask);
addEventListener("online",ask);
document.addEventListener("visibilitychange",ask);
look();
})()
